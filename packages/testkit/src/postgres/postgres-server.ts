import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts'

export interface PostgresServerOptions {
  /** Whether commits are flushed to disk; off is much faster, and a killed client never needs it. Default false. */
  readonly fsync?: boolean
  /** Further settings: `{ max_connections: '20' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface PostgresServer {
  readonly host: string
  readonly port: number
  /** Holds its data, until it is stopped. */
  readonly folder: string
  /** `postgres://postgres@127.0.0.1:…/<database>`; the server trusts every user. */
  url(database?: string, user?: string): string
  /** Stops the server and removes its data. Safe to call twice. */
  stop(): Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

// Postgres refuses to run as root; 65534 is nobody nearly everywhere.
const NOBODY = 65534
const READY = 'database system is ready to accept connections'
const START_SECONDS = 60

/**
 * Starts an own Postgres in a temporary folder, on a free port of 127.0.0.1. It ends with `stop()`, and also when this process ends
 * without calling it, however it ends. Stop it in `finally` or `afterAll`.
 */
export async function startPostgres(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const runAs = process.getuid?.() === 0 ? NOBODY : undefined
  const folder = await mkdtemp(join(tmpdir(), 'mw-postgres-'))
  try {
    await chmod(folder, 0o755)
    const data = join(folder, 'data')
    await mkdir(data, { mode: 0o700 })
    if (runAs !== undefined) await chown(data, runAs, runAs)
    const binaries = await postgresBinaries(folder, runAs)
    const as: SpawnOptions = {
      cwd: folder,
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      ...(runAs === undefined ? {} : { uid: runAs, gid: runAs }),
    }
    await run(binaries.initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'], as)
    return await listen(binaries, data, folder, as, options)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function listen(
  binaries: PostgresBinaries,
  data: string,
  folder: string,
  as: SpawnOptions,
  options: PostgresServerOptions,
): Promise<PostgresServer> {
  // Another process may take the port between looking and listening.
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      fsync: options.fsync === true ? 'on' : 'off',
      wal_level: 'logical',
      max_connections: '100',
      ...options.settings,
    }
    const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
    const child = spawn(binaries.postgres, args, { ...as, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
    const started = await ready(child)
    if (started === true) return server(child, port, folder)
    if (attempt === 3 || !/Address already in use|could not bind/.test(started)) throw new Error(`Postgres did not start:\n${started}`)
  }
}

/** True once it accepts connections, else what it wrote before it ended. */
async function ready(child: ChildProcess): Promise<true | string> {
  let log = ''
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      resolve(`${log}\n(not ready after ${START_SECONDS} s)`)
    }, START_SECONDS * 1000)
    child.once('error', reject)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve(log)
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (log.length < 20_000) log += text
      if (log.includes(READY)) {
        clearTimeout(timer)
        resolve(true)
      }
    })
  })
}

function server(child: ChildProcess, port: number, folder: string): PostgresServer {
  // Waits for the end of its input, which comes however this process ends: even a SIGKILL leaves no server behind.
  const guard = spawn(
    '/bin/sh',
    ['-c', 'cat >/dev/null; kill -QUIT "$1" 2>/dev/null; sleep 1; rm -rf "$2"', 'guard', String(child.pid), folder],
    { detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  )
  for (const handle of [child, guard, child.stderr, guard.stdin]) (handle as unknown as { unref?(): void } | null)?.unref?.()
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= stopServer(child, guard, folder))
  return {
    host: '127.0.0.1',
    port,
    folder,
    url: (database = 'postgres', user = 'postgres') =>
      `postgres://${encodeURIComponent(user)}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function stopServer(child: ChildProcess, guard: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit')
    child.ref()
    child.kill('SIGINT')
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await exited
    clearTimeout(timer)
  }
  guard.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
}

async function run(program: string, args: readonly string[], options: SpawnOptions): Promise<void> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${output}`)
}

/** A port of 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
