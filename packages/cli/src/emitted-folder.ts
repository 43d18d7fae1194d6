import type { EmittedFile } from '@meshwright/dag'
import { makeFolder, whyUnwritable } from '@meshwright/pipeline'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { CliError } from './cli-error.ts'

/** Beside the emitted files, to be committed with them: by it a file that was edited by hand is told from one that is merely old. */
export const EMITTED_INDEX = '.meshwright-emitted.json'

interface IndexEntry {
  readonly sha256: string
  /** The hash of the plan. */
  readonly plan: string
  /** Target, project and environment: what emits the same again replaces it. */
  readonly of: string
}

type Index = Readonly<Record<string, IndexEntry>>

/**
 * - `same`: as it would be emitted; `new`: not there yet; `old`: emitted before, of another plan or with other options;
 * - `gone`: emitted before, and no longer;
 * - `edited`: changed by hand since; `foreign`: there already, and never emitted.
 */
export type EmittedState = 'same' | 'new' | 'old' | 'gone' | 'edited' | 'foreign'

export interface ComparedFile {
  readonly file: string
  readonly state: EmittedState
  /** Null where there is none. */
  readonly there: string | null
  /** Null where it is emitted no longer. */
  readonly emitted: string | null
}

/** What lies in a folder beside what would be emitted into it. Changes nothing. Throws CliError `document-unreadable`. */
export function compareEmitted(folder: string, of: string, files: readonly EmittedFile[]): readonly ComparedFile[] {
  const index = readIndex(folder)
  const fresh = new Set(files.map(({ path }) => path))
  const stale = Object.entries(index).filter(([file, entry]) => entry.of === of && !fresh.has(file) && existsSync(join(folder, file)))
  const compared = (file: string, emitted: string | null): ComparedFile => {
    const there = textAt(join(folder, file))
    return { file, there, emitted, state: stateOf(there, emitted, index[file]) }
  }
  return [...files.map(({ path, text }) => compared(path, text)), ...stale.map(([file]) => compared(file, null))]
}

/** Null where there is nothing. */
function textAt(path: string): string | null {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : null
  } catch (error) {
    throw new CliError('not-written', `${path} cannot be read: ${whyUnwritable(error)}. Name another folder with --out`, { cause: error })
  }
}

function stateOf(there: string | null, emitted: string | null, entry: IndexEntry | undefined): EmittedState {
  if (there === null) return 'new'
  if (emitted !== null && hashOf(there) === hashOf(emitted)) return 'same'
  if (entry === undefined) return 'foreign'
  if (hashOf(there) !== entry.sha256) return 'edited'
  return emitted === null ? 'gone' : 'old'
}

/** Writes what is new or old, takes away what is emitted no longer, and leaves the rest; with `over`, what was edited is written too. */
export function writeEmitted(folder: string, of: string, plan: string, compared: readonly ComparedFile[], over: 'keep' | 'force'): void {
  const index: Record<string, IndexEntry> = { ...readIndex(folder) }
  for (const { file, state, emitted } of compared) {
    if (keeps(state) && over === 'keep') continue
    const path = join(folder, file)
    if (emitted === null) {
      rmSync(path)
      delete index[file]
    } else {
      if (state !== 'same') {
        makeFolder(dirname(path))
        writeFileSync(path, emitted)
      }
      index[file] = { sha256: hashOf(emitted), plan, of }
    }
  }
  const files = Object.fromEntries(Object.entries(index).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  makeFolder(folder)
  writeFileSync(join(folder, EMITTED_INDEX), `${JSON.stringify(files, null, 2)}\n`)
}

/** Whether a file is somebody's work, which only `--force` writes over. */
export const keeps = (state: EmittedState): boolean => state === 'edited' || state === 'foreign'

/** As if lines ended as they were emitted, whatever a checkout made of them. */
const hashOf = (text: string): string => createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')

function readIndex(folder: string): Index {
  const path = join(folder, EMITTED_INDEX)
  if (!existsSync(path)) return {}
  const refuse = (what: string, cause?: unknown) =>
    new CliError(
      'document-unreadable',
      `${path} is ${what}: take it from version control again, or delete it and emit with --force`,
      cause === undefined ? {} : { cause },
    )
  let found: Readonly<Record<string, unknown>>
  try {
    found = Object(JSON.parse(readFileSync(path, 'utf8'))) as Readonly<Record<string, unknown>>
  } catch (error) {
    throw refuse('not JSON', error)
  }
  if (!Object.entries(found).every(([file, entry]) => isInside(folder, file) && isEntry(entry))) throw refuse('no index of emitted files')
  return found as Index
}

function isEntry(value: unknown): value is IndexEntry {
  const { sha256, plan, of } = Object(value) as Partial<Record<keyof IndexEntry, unknown>>
  return [sha256, plan, of].every((text) => typeof text === 'string')
}

/** What is emitted no longer is removed: nothing elsewhere is. */
function isInside(folder: string, file: string): boolean {
  const near = relative(folder, join(folder, file))
  return near !== '' && near.split(sep)[0] !== '..' && !isAbsolute(near)
}
