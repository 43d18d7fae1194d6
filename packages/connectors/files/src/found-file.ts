import { didYouMean, nearestName } from '@meshwright/contracts'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { FilesError } from './files-error.ts'

/** A file that exists and holds bytes. */
export interface FoundFile {
  readonly path: string
  /** Its name in the folder of `files()`, as messages show it. */
  readonly label: string
  readonly size: number
  readonly modifiedAt: Date
  /** Name, size and modification time to the nanosecond. */
  readonly fingerprint: string
}

/** Looks at a file. Throws FilesError: `file-missing` with near names, `file-unreadable` for a folder, `file-empty`. */
export async function findFile(folder: string, name: string): Promise<FoundFile> {
  const path = resolve(folder, name)
  const facts = await stat(path, { bigint: true }).catch(async (cause: unknown) => {
    throw await missing(path, cause)
  })
  if (!facts.isFile())
    throw new FilesError('file-unreadable', `${path}: is ${facts.isDirectory() ? 'a folder' : 'not a regular file'}; name a file in it`)
  if (facts.size === 0n) throw new FilesError('file-empty', `${path}: is empty (0 bytes); was it written completely?`)
  return {
    path,
    label: name,
    size: Number(facts.size),
    modifiedAt: new Date(Number(facts.mtimeMs)),
    fingerprint: `${name}:${facts.size}:${facts.mtimeNs}`,
  }
}

async function missing(path: string, cause: unknown): Promise<FilesError> {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code !== 'ENOENT' && code !== 'ENOTDIR') {
    return new FilesError('file-unreadable', `${path}: cannot be read: ${whyUnreadable(cause)}`, { cause })
  }
  const folder = dirname(path)
  const names = await readdir(folder).catch(() => undefined)
  if (names === undefined) {
    return new FilesError(
      'file-missing',
      `${path}: does not exist, and neither does its folder; a relative folder is looked for from ${process.cwd()}`,
      { cause },
    )
  }
  const near = didYouMean(basename(path), names)
  const stem = stemOf(basename(path))
  const sameStem = near === '' ? nearestName(stem, names.map(stemOf)) : undefined
  const other = sameStem === undefined ? undefined : names.find((name) => stemOf(name) === sameStem)
  const hint = near !== '' ? near : other !== undefined ? `; did you mean "${other}"?` : listed(names)
  return new FilesError('file-missing', `${path}: does not exist${hint}`, { cause })
}

/** What the system says to reading a file that is there as ours: its rights, a disk that fails. Anything else stays. */
export function readFailure(error: unknown, path: string): unknown {
  const { syscall } = Object(error) as { syscall?: unknown }
  if (error instanceof FilesError || (syscall !== 'open' && syscall !== 'read')) return error
  return new FilesError('file-unreadable', `${path}: cannot be read: ${whyUnreadable(error)}`, { cause: error })
}

function whyUnreadable(error: unknown): string {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown }
  const user = process.getuid?.()
  if (code === 'EACCES' || code === 'EPERM')
    return `the user that runs this${user === undefined ? '' : ` (uid ${user})`} may not; give it the right to read it`
  return String(message)
}

/** `orders` of `orders.csv` and `orders.csv.gz`. */
const stemOf = (name: string) => name.replace(/(?:\.[^.]*)?\.(?:gz|zst)$|\.[^.]*$/, '')

function listed(names: readonly string[]): string {
  if (names.length === 0) return '; the folder is empty'
  return `; the folder holds ${names.toSorted().slice(0, 10).join(', ')}${names.length > 10 ? `, and ${names.length - 10} more` : ''}`
}

/** What a folder holds, for messages. */
export async function listedNames(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => undefined)
  return names === undefined ? `; there is no folder ${folder}` : listed(names)
}

/** Throws `file-changed` when a file is no longer the one that was opened: rows of two versions must not mix. */
export async function assertUnchanged(file: FoundFile): Promise<void> {
  const facts = await stat(file.path, { bigint: true }).catch(() => undefined)
  if (facts === undefined || `${file.label}:${facts.size}:${facts.mtimeNs}` !== file.fingerprint) {
    throw new FilesError('file-changed', `${file.path}: was changed while it was read; run again when its writer is done`, {
      retryable: true,
    })
  }
}

/** The bytes of a file in chunks; its handle is closed however the reading ends. */
export async function* readBytes(
  path: string,
  signal: AbortSignal,
  range?: { readonly start: number; readonly end: number },
): AsyncGenerator<Buffer> {
  signal.throwIfAborted()
  const stream = createReadStream(path, { highWaterMark: 1 << 18, ...range })
  try {
    for await (const chunk of stream) {
      signal.throwIfAborted()
      yield chunk as Buffer
    }
  } catch (error) {
    throw readFailure(error, path)
  } finally {
    stream.destroy()
    if (!stream.closed) await new Promise<void>((done) => stream.once('close', () => done()))
  }
}
