import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname } from 'node:path'
import { moduleReach, type ModuleReach } from './module-reach.ts'
import { isPlainJavaScript } from './plain-javascript.ts'
import { makeCacheFolder } from './cache-folder.ts'

// See docs/decisions/0006-kept-answers.md: the text of modules without their types is kept in one file of the home.

/** Size and times of change, in milliseconds, of a file. */
export type FileStamp = readonly [size: number, mtimeMs: number, ctimeMs: number]

/** Where the bytes of a text are. */
interface Kept {
  readonly stamp: FileStamp
  readonly bytes: () => Buffer
  readonly reach: ModuleReach
}

/** The head of the file: by what the texts were made, and of each file in turn its path, stamp, length of its text in bytes, and reach. */
interface Head {
  readonly by: string
  readonly files: readonly (string | number | ModuleReach)[]
}

/** Another Node may strip otherwise; the number is of the form of the file. */
const BY = `${process.version} ${process.versions['amaro'] ?? ''} 2`

/** Texts of TypeScript modules without their types: made, and once `open` has said where, kept for the next process. */
export class StrippedSources {
  #path: string | undefined
  #known: ReadonlyMap<string, Kept> = new Map()
  readonly #used = new Map<string, Kept>()
  readonly #reach = new Map<string, ModuleReach>()
  #made = 0

  /** What modules reach whose texts were asked for since `open`, by path. */
  get reach(): ReadonlyMap<string, ModuleReach> {
    return this.#reach
  }

  /** Takes what the file at `path` holds; `close` writes there. */
  open(path: string): void {
    this.#path = path
    this.#known = read(path) ?? new Map()
  }

  /** The text of a file that is as `stamp` says. Throws what Node says of syntax that is more than types. */
  text(path: string, stamp: FileStamp): string {
    const kept = this.#known.get(path)
    if (kept !== undefined && kept.stamp.every((value, index) => value === stamp[index])) {
      this.#used.set(path, kept)
      this.#reach.set(path, kept.reach)
      return kept.bytes().toString('utf8')
    }
    const text = withoutTypes(sourceText(path))
    this.#made++
    if (this.#path === undefined) return text
    const reach = moduleReach(text)
    this.#reach.set(path, reach)
    // What changed since the process began may change again within the same tick of the clock.
    if (stamp[1] < performance.timeOrigin && stamp[2] < performance.timeOrigin)
      this.#used.set(path, { stamp, bytes: () => Buffer.from(text), reach })
    return text
  }

  /** Writes what was used, if anything in it is new, and lets all texts go. What cannot be written is not kept: it is only a matter of speed. */
  close(): void {
    if (this.#path !== undefined && this.#made > 0) this.#write(this.#path)
    this.#path = undefined
    this.#known = new Map()
    this.#used.clear()
  }

  #write(path: string): void {
    const files: (string | number | ModuleReach)[] = []
    const bodies: Buffer[] = []
    for (const [path, { stamp, bytes, reach }] of this.#used) {
      const body = bytes()
      files.push(path, ...stamp, body.length, reach)
      bodies.push(body)
    }
    const head: Head = { by: BY, files }
    try {
      makeCacheFolder(dirname(path))
      const draft = `${path}.${process.pid}`
      writeFileSync(draft, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...bodies]), { mode: 0o600 })
      renameSync(draft, path)
    } catch {
      return
    }
  }
}

/** The text of a module, as Node reads it: without the mark that some editors write first. */
export function sourceText(path: string): string {
  const text = readFileSync(path, 'utf8') // which, unlike a decoder's, is no burden to the collector
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
}

const BYTE_ORDER_MARK = '\uFEFF'

function read(path: string): ReadonlyMap<string, Kept> | undefined {
  try {
    // It is run: it must be one's own.
    if (statSync(path).uid !== (process.getuid?.() ?? 0)) return undefined
    const all = readFileSync(path)
    const end = all.indexOf('\n')
    const { by, files } = JSON.parse(all.toString('utf8', 0, end)) as Head
    if (by !== BY) return undefined
    const known = new Map<string, Kept>()
    let from = end + 1
    for (let at = 0; at < files.length; at += 6) {
      const [file, size, mtimeMs, ctimeMs, length, reach] = files.slice(at, at + 6) as [string, number, number, number, number, ModuleReach]
      const start = from
      from += length
      known.set(file, { stamp: [size, mtimeMs, ctimeMs], bytes: () => all.subarray(start, start + length), reach })
    }
    return from === all.length ? known : undefined
  } catch {
    return undefined
  }
}

/** As Node itself does when it imports the file; by name it calls that an experiment, on stderr. */
function withoutTypes(source: string): string {
  if (isPlainJavaScript(source)) return source
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = emitWarning
  }
}
