import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { duckdb } from '@meshwright/duckdb'
import { describe, expect, it } from 'vitest'
import { nodeFinding, packageFindings } from '../src/diagnoses/installation.ts'
import { clockFindings } from '../src/diagnoses/warehouse.ts'
import { emptyFolder, meshwright, plainEnvironment, shop, start } from './command.ts'

const lines = (err: string) => err.split('\n').filter((line) => /^ (ok|warn|fail) /.test(line))

describe('doctor', () => {
  it('says of a new project that all is well, and of what a killed run left', async () => {
    const folder = shop()
    const before = await meshwright(['doctor'], folder)
    expect(before.code, before.err).toBe(0)
    expect(before.err).toContain(`.meshwright, which the first run makes`)
    expect(before.err).toMatch(/\n nothing to mend\n$/)
    expect((await meshwright(['run'], folder)).code).toBe(0)

    const { out, code } = await meshwright(['doctor', '--json'], folder)
    expect(code).toBe(0)
    const { healthy, findings } = JSON.parse(out) as { healthy: boolean; findings: { what: string; status: string; message: string }[] }
    expect(healthy).toBe(true)
    expect(findings.map(({ what, status }) => `${what} ${status}`)).toEqual(
      ['node', 'packages', 'config', 'home', 'disk', 'sources', 'warehouse', 'leftovers', 'clock'].map((what) => `${what} ok`),
    )
    expect(findings.find(({ what }) => what === 'warehouse')?.message).toMatch(/^DuckDB v1\.\S+, \S+warehouse\.duckdb, 2 published tables$/)

    const place = {
      home: join(folder, '.meshwright'),
      environment: { name: 'dev', schema: 'main', reads: {} },
      access: 'write',
      waitSeconds: 5,
    } as const
    const store = await duckdb().open({ ...place, signal: new AbortController().signal })
    await store.build({
      staged: { schema: 'main', table: 'mw_stage__12345678_towns' },
      select: 'select 1 as n',
      columns: [{ name: 'n', type: { type: 'int64' }, nullable: false, rules: [] }],
      materialization: 'table',
      signal: new AbortController().signal,
    })
    await store.close()
    const left = await meshwright(['doctor'], folder)
    expect(left.code).toBe(0)
    expect(left.err).toContain(
      ' warn  leftovers 1 hidden table of a run or test that was killed, or that goes on now: mw_stage__12345678_towns\n',
    )
  }, 60_000)

  it('names everything at once: a source that is gone, a secret that is not set; and ends with 1', async () => {
    const folder = shop()
    const config = join(folder, 'meshwright.config.ts')
    writeFileSync(
      config,
      readFileSync(config, 'utf8').replace(
        'const about',
        "import { secret } from '@meshwright/contracts'\nsecret('SHOP_PASSWORD')\nsecret('SHOP_USER')\nconst about",
      ),
    )
    rmSync(join(folder, 'people.csv'))
    const sick = await meshwright(['doctor'], folder, plainEnvironment({ SHOP_USER: 'never shown' }))
    expect(sick.code).toBe(1)
    expect(sick.err).toContain(
      ' fail  secrets   the environment does not hold SHOP_PASSWORD\n                 → set the environment variable SHOP_PASSWORD\n',
    )
    expect(lines(sick.err).find((line) => line.includes('sources'))).toMatch(/^ fail {2}sources {3}.*people\.csv/)
    expect(sick.err).toMatch(/\n 2 problems to mend\n$/)
    expect(sick.err).not.toContain('never shown')
    const none = await meshwright(['doctor', '--project', 'nowhere'], folder)
    expect(none).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^ ok {4}node .*\n fail {2}config {4}--project: .*nowhere does not exist\n/) as string,
    })
  }, 60_000)

  it('names who holds the warehouse, and does not wait for it', async () => {
    const folder = shop()
    mkdirSync(join(folder, 'home'))
    const holder = start(
      process.execPath,
      ['--conditions=@meshwright/source', resolve(import.meta.dirname, 'hold-lock.ts'), 'home', '20000'],
      folder,
    )
    await holder.said('held')
    const { code, err } = await meshwright(['doctor', '--home', 'home'], folder)
    expect(code).toBe(0)
    const busy = lines(err).find((line) => line.includes('warehouse'))
    expect(busy).toMatch(
      new RegExp(
        `^ warn {2}warehouse busy: another process \\(PID ${holder.child.pid}\\) is writing .*warehouse\\.duckdb: .*hold-lock\\.ts`,
      ),
    )
    expect(err).toContain(`→ let it end, or stop it: kill ${holder.child.pid}\n`)
    expect(err).toMatch(/\n 1 warning, nothing that keeps it from running\n$/)
  }, 60_000)
})

it('an old Node, a clock set back, a clock that was never set', () => {
  expect(nodeFinding('22.17.1')).toMatchObject({ status: 'fail', message: 'Node 22.17.1 is too old' })
  expect(nodeFinding('24.0.0').status).toBe('ok')
  const now = new Date('2026-06-01T10:00:00Z')
  expect(clockFindings(now, ['2026-06-01T09:59:00Z'])).toMatchObject([{ status: 'ok' }])
  expect(clockFindings(now, ['2026-06-01T12:00:00Z'])).toMatchObject([
    { status: 'warn', message: 'the last run is 120 min 0 s in the future; here it is 2026-06-01 10:00:00 UTC' },
  ])
  expect(clockFindings(new Date(0), [])).toMatchObject([{ status: 'fail' }])
})

it('two copies of a package that must be there once', () => {
  const folder = emptyFolder()
  rmSync(join(folder, 'node_modules'))
  const put = (path: string, manifest: object) => {
    mkdirSync(join(folder, path), { recursive: true })
    writeFileSync(join(folder, path, 'package.json'), JSON.stringify(manifest))
  }
  put('.', { dependencies: { '@meshwright/models': '1', zod: '4' } })
  expect(packageFindings(folder)).toMatchObject([{ status: 'fail', todo: 'npm install' }])
  put('node_modules/zod', { version: '4.6.0' })
  put('node_modules/@meshwright/models', {
    version: '0.1.0',
    dependencies: { '@meshwright/contracts': '1' },
    peerDependencies: { zod: '4' },
  })
  put('node_modules/@meshwright/contracts', { version: '0.1.0', peerDependencies: { zod: '4' } })
  expect(packageFindings(folder)).toMatchObject([{ status: 'ok', message: '2 of Meshwright, version 0.1.0; zod 4.6.0' }])
  put('.', { dependencies: { '@meshwright/models': '1', '@meshwright/testkit': '1', zod: '4' } })
  put('node_modules/@meshwright/testkit', { version: '0.0.7', private: true })
  expect(packageFindings(folder)).toMatchObject([{ status: 'ok', message: '3 of Meshwright, version 0.1.0; zod 4.6.0' }])
  put('node_modules/@meshwright/contracts/node_modules/zod', { version: '4.7.0' })
  put('node_modules/@meshwright/models', {
    version: '0.2.0',
    dependencies: { '@meshwright/contracts': '1' },
    peerDependencies: { zod: '4' },
  })
  expect(packageFindings(folder)).toMatchObject([
    { status: 'fail', message: expect.stringContaining('zod is installed 2 times: 4.7.0 in ') as string },
    { status: 'warn', message: expect.stringContaining('@meshwright/models 0.2.0, @meshwright/contracts 0.1.0') as string },
  ])
})
