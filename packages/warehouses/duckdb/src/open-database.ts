import { mkdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DuckDBInstance } from '@duckdb/node-api'
import type { MeshwrightError } from '@meshwright/contracts'
import type { WarehousePlace } from '@meshwright/sql'
import { duckdbClient } from './duckdb-client.ts'
import { DuckdbError } from './duckdb-error.ts'
import { readHeader, type FileHeader } from './file-header.ts'
import { textLiteral } from './literal.ts'
import { codeOf, plainMessage, translateError } from './translate-error.ts'

export interface EngineSettings {
  readonly memoryLimit: string
  readonly threads: number | undefined
}

/** An open database, and how to let go of it. */
export interface OpenDatabase {
  readonly instance: DuckDBInstance
  /** The files that are open in it, as this process knows them, with the catalogs of those that were attached; its own has none. */
  readonly catalogs: Map<string, string | undefined>
  /** Called when the last that uses it has let go of it. */
  readonly onClose: (() => void)[]
  readonly release: () => void
}

interface SharedDatabase extends Pick<OpenDatabase, 'instance' | 'catalogs' | 'onClose'> {
  readonly access: 'write' | 'read'
  users: number
}

// The lock on a file keeps other processes out, but not this one: two instances of one file in one process would damage it.
const shared = new Map<string, SharedDatabase>()
const POLL_MS = 100

/** Opens the file, together with whoever has it open in this process, and waits while another process holds it. */
export async function openDatabase(path: string, settings: EngineSettings, place: WarehousePlace): Promise<OpenDatabase> {
  if (place.access === 'read' && (await isMissing(path))) return memoryDatabase(settings)
  const file = await fileIn(dirname(path), basename(path))
  let deadline: number | undefined
  let told = ''
  for (;;) {
    place.signal.throwIfAborted()
    const attempt = await tryOpen(file, settings, place.access)
    if (typeof attempt !== 'string') return attempt
    deadline ??= Date.now() + place.waitSeconds * 1000 // opening itself may take long
    if (Date.now() >= deadline) {
      throw new DuckdbError(
        'file-locked',
        `${attempt}, and it was not free within ${place.waitSeconds} s: wait for that process to end, or stop it`,
        { retryable: true },
      )
    }
    if (attempt !== told) place.onWait?.(attempt)
    told = attempt
    await sleep(Math.min(POLL_MS, Math.max(1, deadline - Date.now())), undefined, { signal: place.signal })
  }
}

/**
 * Opens another file beside one, to be read only. Returns its catalog, undefined for the file itself. It is held as a reader of it would: no
 * process writes it meanwhile.
 */
export async function attachFile(
  database: OpenDatabase,
  path: string,
  settings: EngineSettings,
  place: WarehousePlace,
): Promise<string | undefined> {
  if (await isMissing(path)) throw new DuckdbError('file-failed', `there is no file ${path}`)
  const file = await fileIn(dirname(path), basename(path))
  if (database.catalogs.has(file)) return database.catalogs.get(file)
  const held = await openDatabase(path, settings, { ...place, access: 'read' })
  const catalog = `mw_attached_${database.catalogs.size}`
  try {
    if (shared.get(file)?.access === 'write')
      throw new DuckdbError('file-locked', `this process writes ${file} and cannot attach it at the same time`)
    const connection = await database.instance.connect()
    try {
      await connection.run(`attach ${textLiteral(file)} as ${catalog} (read_only)`)
    } catch (error) {
      throw translateError(error, `attach ${file}`)
    } finally {
      connection.disconnectSync()
    }
  } catch (error) {
    held.release()
    throw error
  }
  database.catalogs.set(file, catalog)
  database.onClose.push(held.release)
  return catalog
}

/** A file that may not be looked at is not missing. */
const isMissing = (path: string): Promise<boolean> =>
  stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  )

/** The path by which this process knows a file, whatever links lead to it. */
async function fileIn(folder: string, name: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true })
    return join(await realpath(folder), name)
  } catch (cause) {
    throw new DuckdbError('file-failed', `the folder ${folder} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

// One attempt after another on each file: even a second instance that is closed at once would let go of the first one's lock.
const attempts = new Map<string, Promise<unknown>>()

function tryOpen(file: string, settings: EngineSettings, access: 'write' | 'read'): Promise<OpenDatabase | string> {
  const attempt = (attempts.get(file) ?? Promise.resolve()).then(() => attemptOpen(file, settings, access))
  attempts.set(
    file,
    attempt.catch(() => undefined),
  )
  return attempt
}

/** The database, or in words who holds it. */
async function attemptOpen(file: string, settings: EngineSettings, access: 'write' | 'read'): Promise<OpenDatabase | string> {
  const { DuckDBInstance, version } = await duckdbClient()
  const known = shared.get(file)
  if (known !== undefined) {
    if (known.access === 'read' && access === 'write') return `this process reads ${file} and cannot write it at the same time`
    return user(file, known)
  }
  // DuckDB would take the file of another engine for a wish to install the extension that reads it.
  const header = await readHeader(file)
  if (header?.foreign !== undefined)
    throw new DuckdbError(
      'file-damaged',
      `${file} is ${header.foreign}. It was not touched: move it away and run again, or name another with duckdb({ file: '…' })`,
    )
  try {
    const instance = await DuckDBInstance.create(file, {
      ...options(settings),
      access_mode: access === 'read' ? 'READ_ONLY' : 'READ_WRITE',
    })
    const database: SharedDatabase = { instance, access, users: 0, catalogs: new Map([[file, undefined]]), onClose: [] }
    shared.set(file, database)
    return user(file, database)
  } catch (error) {
    const message = String(error)
    if (codeOf(message) !== 'file-locked') throw unset(error, settings) ?? unopened(error, file, header, version())
    const holder = /\(PID (\d+)\)/.exec(message)?.[1]
    return `another process${holder === undefined ? '' : ` (PID ${holder})`} is writing ${file}`
  }
}

const ANEW = 'move it away with the .wal beside it and run again, and what the sources still hold is loaded anew'

/** A file that cannot be opened: why, and what to do with it. */
function unopened(error: unknown, file: string, header: FileHeader | undefined, release: string): MeshwrightError {
  const message = error instanceof Error ? error.message : String(error)
  if (codeOf(message) === 'file-version') {
    const [, version, from, to] =
      /version number (\d+), but we can only read versions? (?:between )?(\d+)(?: and (\d+))?/.exec(message) ?? []
    const storage =
      version === undefined
        ? ''
        : ` (storage version ${version}; this one, ${release}, reads ${from}${to === undefined ? '' : ` to ${to}`})`
    return new DuckdbError(
      'file-version',
      `${file} was written by another DuckDB${header?.writtenBy === undefined ? '' : `, ${header.writtenBy}`}${storage}. It was not touched: install the @duckdb/node-api of that release, or ${ANEW}`,
      { cause: error },
    )
  }
  if (codeOf(message) === 'file-damaged' || /Could not read enough bytes/.test(message))
    return new DuckdbError(
      'file-damaged',
      `${file} is damaged: ${plainMessage(message)}. It was not touched: restore it from a backup, or ${ANEW}`,
      { cause: error },
    )
  return translateError(error, `open ${file}`)
}

function user(file: string, database: SharedDatabase): OpenDatabase {
  database.users++
  const { instance, catalogs, onClose } = database
  return {
    instance,
    catalogs,
    onClose,
    release: () => {
      if (--database.users > 0) return
      shared.delete(file)
      instance.closeSync()
      for (const close of onClose) close()
    },
  }
}

/** A database of its own, gone with its release. */
export async function memoryDatabase(settings: EngineSettings): Promise<OpenDatabase> {
  const { DuckDBInstance } = await duckdbClient()
  const memory = { ...options(settings), temp_directory: join(tmpdir(), 'meshwright-duckdb') }
  const instance = await DuckDBInstance.create(':memory:', memory).catch((error: unknown) => {
    throw unset(error, settings) ?? error
  })
  return { instance, catalogs: new Map(), onClose: [], release: () => instance.closeSync() }
}

/** DuckDB says of a setting only that it could not be set. */
function unset(error: unknown, { memoryLimit, threads }: EngineSettings): DuckdbError | undefined {
  if (!/Failed to set config/.test(String(error))) return undefined
  const given = [`memoryLimit: '${memoryLimit}'`, ...(threads === undefined ? [] : [`threads: ${threads}`])].join(', ')
  return new DuckdbError(
    'option-invalid',
    `duckdb({ ${given} }): DuckDB does not take that; write an amount of memory as memoryLimit: '2GB', and threads as a whole number from 1`,
    { cause: error },
  )
}

function options(settings: EngineSettings): Record<string, string> {
  return {
    memory_limit: settings.memoryLimit,
    ...(settings.threads === undefined ? {} : { threads: String(settings.threads) }),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'true',
    // What DuckDB has let go of goes back to the system soon: 100 MB less resident after a large load, at no cost that could be measured.
    allocator_flush_threshold: '16MB',
    allocator_bulk_deallocation_flush_threshold: '32MB',
  }
}
