import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from './engine.ts'
import { installed } from './installed.ts'
import { isAlive, processId, READS_PROCESSES } from './process-table.ts'
import { endProcesses, SERVER_VARIABLE } from './server-processes.ts'
import { removeRecord, writeRecord, type ServerRecord } from './server-record.ts'
import type { ServerFacts, ServerKind, ServerProcess } from './server.ts'
import { stopServer } from './stop-server.ts'
import { surroundings as surroundingsOf, type Surroundings } from './surroundings.ts'

export interface StartOptions {
  /** What files it runs; see `ServerKind.code`. */
  readonly code?: string | undefined
  /** `process`: it ends with this process, however that ends. `itself`: it stays until somebody stops it. Default `process`. */
  readonly until?: 'process' | 'itself'
  /** Default 240,000. */
  readonly readyMs?: number
  /** Aborted to give up; what was started is ended. */
  readonly signal?: AbortSignal
}

/** A server that is ready. */
export interface RunningServer extends AsyncDisposable {
  readonly id: string
  readonly engine: string
  readonly version: string
  readonly folder: string
  readonly facts: ServerFacts
  /** Name → process id: `scheduler`. */
  readonly processes: Readonly<Record<string, number>>
  /** What one of its processes wrote last. */
  lastLines(process: string): string
  /** Ends all of it and removes its folder. Safe to call twice. */
  stop(): Promise<void>
}

/** Whose server is started, and where. */
interface Started extends StartOptions {
  readonly engine: string
  readonly version: string
  readonly kind: Pick<ServerKind, 'waitsFor'>
  readonly folder: string
  /** `server`: the folder comes and goes with it. `caller`: it is the caller's, unless this process ends without stopping the server. */
  readonly folderOf: 'server' | 'caller'
  prepare(): ReturnType<ServerKind['prepare']>
}

const READY_MS = 240_000
const LOOK_MS = 250
const TRIES = 3
const TAKEN = /address (is )?already in use|EADDRINUSE|could not bind|port .* is (already )?(in use|taken)/i

/** Installs an engine where it is missing, and starts it in a folder of its own on free ports of 127.0.0.1; resolves when it is ready. */
export async function startServer(engine: Engine, options: StartOptions = {}, surroundings = surroundingsOf(process.env)) {
  const { server: kind, name } = engine
  if (kind === undefined) throw new Error(`${name} is ${engine.about}: a program that is called, not a server that is started`)
  if (options.code !== undefined && kind.code === undefined) throw new Error(`${name} runs no files of yours`)
  const code = options.code === undefined ? undefined : resolve(options.code)
  const here = await installed(engine, surroundings)
  const id = newId(name)
  const folder = join(tmpdir(), `mw-${id}`)
  const prepare = () => kind.prepare({ engine: here, folder, code })
  const { version } = here
  return launch({ ...options, code, engine: name, version, kind, folder, folderOf: 'server', prepare }, id, surroundings)
}

/** Starts the processes of a server in a folder of the caller's, who removes it. */
export const startInFolder = (started: Omit<Started, 'folderOf'>, surroundings = surroundingsOf(process.env)): Promise<RunningServer> =>
  launch({ ...started, folderOf: 'caller' }, newId(started.engine), surroundings)

const newId = (engine: string) => `${engine}-${randomBytes(4).toString('hex')}`

async function launch(started: Started, id: string, surroundings: Surroundings): Promise<RunningServer> {
  if (!READS_PROCESSES) throw new Error('servers are started on Linux only, whose /proc says which processes belong to one')
  const owner = processId()
  const { engine, version, folder, folderOf } = started
  const code = started.code ?? null
  let record: ServerRecord = {
    id,
    engine,
    version,
    phase: 'starting',
    startedAt: new Date().toISOString(),
    folder,
    code,
    owner,
    processes: [],
    facts: {},
  }
  // Before there is anything to forget.
  await writeRecord(record, surroundings)
  const end = async () => {
    await endProcesses(record)
    if (folderOf === 'server') await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  try {
    for (let attempt = 1; ; attempt++) {
      if (folderOf === 'server') await mkdir(folder, { mode: 0o700 })
      const { processes, facts } = await started.prepare()
      record = { ...record, facts, processes: [] }
      for (const one of processes) {
        started.signal?.throwIfAborted()
        record = { ...record, processes: [...record.processes, begin(one, id, folder)] }
        await writeRecord(record, surroundings)
      }
      const failure = await ready(started, record, facts)
      if (failure === undefined) break
      const words = notReady(record, failure)
      await end()
      if (attempt === TRIES || !TAKEN.test(words)) throw new Error(words)
      surroundings.say(`${engine}: another process took its port; once more`)
    }
    record = { ...record, phase: 'running', owner: started.until === 'itself' ? null : owner }
    await writeRecord(record, surroundings)
  } catch (error) {
    await end()
    await removeRecord(id, surroundings)
    throw error
  }
  return running(record, started, surroundings)
}

function running(record: ServerRecord, { until, folderOf }: Started, surroundings: Surroundings): RunningServer {
  const { id, engine, version, folder, facts } = record
  const guard = until === 'itself' ? undefined : guardOf(id, surroundings)
  let stopping: Promise<void> | undefined
  const end = async () => {
    if (folderOf === 'server') await stopServer(record, surroundings)
    else {
      await endProcesses(record)
      await removeRecord(id, surroundings)
    }
    guard?.kill('SIGKILL')
  }
  const stop = () => (stopping ??= end())
  return {
    id,
    engine,
    version,
    folder,
    facts,
    processes: Object.fromEntries(record.processes.map(({ name, pid }) => [name, pid])),
    lastLines: (name) => lastLines(outputOf(folder, name)),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Waits for the end of its input, which comes however this process ends, and then stops the server. */
function guardOf(id: string, { cache }: Surroundings) {
  const stop = [process.execPath, resolve(import.meta.dirname, '../bin/engines.js'), 'stop', '--id', id]
  const guard = spawn('/bin/sh', ['-c', 'cat >/dev/null; exec "$@" >/dev/null 2>&1', 'guard', ...stop], {
    detached: true,
    cwd: '/',
    env: { ...process.env, MESHWRIGHT_ENGINES: cache, NODE_OPTIONS: '' },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.unref()
  ;(guard.stdin as unknown as { unref?(): void }).unref?.()
  return guard
}

/** At the head of a session and process group of its own, so that it stays and can be ended as a whole. */
function begin({ name, program, args, env, cwd, runAs, stopSignal = 'SIGTERM' }: ServerProcess, id: string, folder: string) {
  mkdirSync(join(folder, 'output'), { recursive: true })
  const output = openSync(outputOf(folder, name), 'a', 0o600)
  try {
    const child = spawn(program, args, {
      cwd,
      // Without SPT_NOENV, Python's setproctitle writes titles over the environment that says whose a process is.
      env: { ...env, [SERVER_VARIABLE]: id, SPT_NOENV: '1' },
      detached: true,
      stdio: ['ignore', output, output],
      ...(runAs === undefined ? {} : { uid: runAs, gid: runAs }),
    })
    child.on('error', () => undefined)
    child.unref()
    if (child.pid === undefined) throw new Error(`${name} cannot be started: ${program} is no program`)
    return { name, ...processId(child.pid), stopSignal }
  } finally {
    closeSync(output)
  }
}

/** Undefined when it is ready, else why it will not be. */
async function ready({ kind, readyMs = READY_MS, signal }: Started, record: ServerRecord, facts: ServerFacts): Promise<string | undefined> {
  const until = performance.now() + readyMs
  for (;;) {
    signal?.throwIfAborted()
    const ended = record.processes.find((one) => !isAlive(one))
    if (ended !== undefined) return `its ${ended.name} ended before it was ready`
    const waits = await kind.waitsFor(facts)
    if (waits.length === 0) return undefined
    if (performance.now() > until) return `it was not ready after ${readyMs / 1000} s: ${waits.join('; ')}`
    await sleep(LOOK_MS)
  }
}

/** Why it did not start, with what its processes wrote last. */
function notReady({ engine, folder, processes }: ServerRecord, failure: string): string {
  const said = processes.map(({ name }) => {
    const lines = lastLines(outputOf(folder, name))
    return lines === '' ? `${name} wrote nothing` : `${name} wrote last:\n${lines.replace(/^/gm, '  ')}`
  })
  return [`${engine} did not start: ${failure}`, ...said].join('\n')
}

const outputOf = (folder: string, name: string) => join(folder, 'output', `${name}.log`)

const LINES = 20

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LINES).join('\n')
  } catch {
    return ''
  }
}
