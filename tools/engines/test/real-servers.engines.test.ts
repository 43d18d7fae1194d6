import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { processTable } from '../src/process-table.ts'

interface Server {
  readonly engine: string
  readonly id: string
  readonly url: string
  readonly password: string
  readonly folder: string
  readonly output: string
  readonly state: string
  readonly processes: readonly { readonly name: string; readonly pid: number }[]
}

const BIN = resolve(import.meta.dirname, '../bin/engines.js')
const execute = promisify(execFile)
const engines = (...args: readonly string[]) =>
  execute(process.execPath, [BIN, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  )
const servers = (stdout: string) => JSON.parse(stdout) as readonly Server[]

let started: readonly Server[] = []
afterAll(async () => {
  for (const { id } of started) await engines('stop', '--id', id)
})

test(
  'real servers start, answer with the passwords made for them, and go as a whole, also when one of them was killed',
  {
    timeout: 600_000,
  },
  async () => {
    expect(servers((await engines('status', '--json')).stdout), 'servers run here: npx engines stop').toEqual([])
    const start = await engines('start', 'airflow3', 'dagster', 'postgres', '--json')
    started = servers(start.stdout)
    expect(start.code, start.stderr).toBe(0)
    const [airflow, dagster, postgres] = started as [Server, Server, Server]
    expect(started).toMatchObject([{ engine: 'airflow3' }, { engine: 'dagster' }, { engine: 'postgres' }])

    const token = (password: string) =>
      fetch(`${airflow.url}/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'admin', password }),
      })
    expect((await token(airflow.password)).status).toBe(201)
    expect((await token('admin')).status).toBe(401)
    expect(await (await fetch(`${dagster.url}/server_info`)).json()).toMatchObject({ dagster_version: '1.13.28' })
    await new Promise<void>((fulfil, reject) => connect(Number(new URL(postgres.url).port), '127.0.0.1', fulfil).on('error', reject))
    for (const { password, output } of [airflow, postgres])
      for (const name of await readdir(output)) expect(await readFile(join(output, name), 'utf8')).not.toContain(password)

    const scheduler = airflow.processes.find(({ name }) => name === 'scheduler')?.pid ?? 0
    process.kill(scheduler, 'SIGKILL')
    const status = await engines('status')
    expect(status.code).toBe(1)
    expect(status.stdout).toMatch(/^airflow3 {2}broken: its scheduler ended/m)
    expect(status.stdout).toMatch(/^dagster {2}ready /m)
    expect(status.stdout).toMatch(/^postgres {2}ready {2}postgres:\/\/postgres:\*\*\*@/m)

    expect((await engines('stop', 'airflow3', 'dagster', 'postgres')).code).toBe(0)
    const sessions = new Set(started.flatMap(({ processes }) => processes.map(({ pid }) => pid)))
    expect(processTable().filter(({ session }) => sessions.has(session))).toEqual([])
    expect(started.filter(({ folder }) => existsSync(folder))).toEqual([])
  },
)
