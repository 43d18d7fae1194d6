import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { meshwright, shop } from './command.ts'

const EMIT = ['emit', 'airflow', '--out', 'schedules']

it('writes the files and an index; emitted again nothing changes; a changed project makes them stale', async () => {
  const folder = shop()
  const first = await meshwright(EMIT, folder)
  expect([first.code, first.err]).toEqual([0, ''])
  const [file = ''] = /schedules\/\S+[.]py/.exec(first.out) ?? []
  expect(first.out).toMatch(/[.]py +written/)
  expect(readFileSync(join(folder, file), 'utf8')).toContain('"directory":".."')
  expect((await meshwright([...EMIT, '--check'], folder)).code).toBe(0)

  const config = join(folder, 'meshwright.config.ts')
  writeFileSync(config, readFileSync(config, 'utf8').replace("owner: 'tests'", "owner: 'people ops'"))
  const stale = await meshwright([...EMIT, '--check'], folder)
  expect(stale.code).toBe(1)
  expect(stale.out).toMatch(/[.]py +stale/)
  expect(stale.err).toBe('stale emit again: meshwright emit airflow --out schedules\n')
  expect((await meshwright(EMIT, folder)).code).toBe(0)
  const json = await meshwright([...EMIT, '--check', '--json'], folder)
  expect(JSON.parse(json.out)).toMatchObject({
    target: 'airflow',
    files: expect.arrayContaining([{ file: file.slice(10), state: 'as it was' }]),
  })
})

it('keeps a file that was edited by hand, shows the difference, and writes over it when asked', async () => {
  const folder = shop()
  const { out } = await meshwright(EMIT, folder)
  const path = join(folder, /schedules\/\S+[.]py/.exec(out)?.[0] ?? '')
  const emitted = readFileSync(path, 'utf8')
  writeFileSync(path, emitted.replace('max_active_runs=1', 'max_active_runs=4'))
  const kept = await meshwright(EMIT, folder)
  expect(kept.code).toBe(1)
  expect(kept.out).toContain('kept: edited by hand')
  expect(kept.err).toContain('-    max_active_runs=4,\n+    max_active_runs=1,\n')
  expect(kept.err).toContain('meshwright emit airflow --out schedules --force')
  expect(readFileSync(path, 'utf8')).toContain('max_active_runs=4')
  expect((await meshwright([...EMIT, '--force'], folder)).code).toBe(0)
  expect(readFileSync(path, 'utf8')).toBe(emitted)
})

it('a target without edges gets a plan of one task, and what it does otherwise is said as notes', async () => {
  const folder = shop()
  const config = join(folder, 'meshwright.config.ts')
  const schedule = "schedule: { cron: '0 6 * * *', timeZone: 'UTC', start: null, catchUp: 'none' }"
  writeFileSync(config, readFileSync(config, 'utf8').replace("name: 'shop',", `name: 'shop', ${schedule},`))
  const call = ['emit', 'cron', '--out', 'etc', '--directory', '/srv/shop']
  const { code, out, err } = await meshwright(call, folder)
  expect([code, err]).toEqual([0, expect.stringContaining('note  cron: A time at which the machine is off is left out.\n')])
  expect(err).not.toContain('Nothing wakes it')
  const [file = ''] = /etc\/\S+/.exec(out) ?? []
  expect(readFileSync(join(folder, file), 'utf8')).toContain('--granularity=project --environment=dev --task=project:shop')
  const json = await meshwright([...call, '--check', '--json'], folder)
  expect([json.code, json.err]).toEqual([0, ''])
  expect(JSON.parse(json.out)).toMatchObject({
    notes: err
      .trimEnd()
      .split('\n')
      .map((line) => line.replace('note  cron: ', '')),
  })
  const asked = await meshwright([...call, '--granularity', 'task'], folder)
  expect([asked.code, asked.out]).toEqual([1, ''])
  expect(asked.err).toContain('the plan has 4 tasks: emit with --granularity project')
})

it('options of a target reach its files', async () => {
  const folder = shop()
  const options = ['--jobs', 'each', '--runs-on', 'self-hosted', '--secrets', 'SHOP_PASSWORD,API_TOKEN']
  const github = await meshwright(['emit', 'github-actions', '--out', 'flows', ...options], folder)
  expect(github.code).toBe(0)
  const workflow = readFileSync(join(folder, /flows\/\S+/.exec(github.out)?.[0] ?? ''), 'utf8').replaceAll('"', '')
  for (const part of ['runs-on: self-hosted', '${{ secrets.SHOP_PASSWORD }}', '${{ secrets.API_TOKEN }}', 'gate-people:'])
    expect(workflow).toContain(part)
  const image = ['--image', 'registry.example/shop:1', '--secrets', 'SHOP_PASSWORD', '--volume-claim', 'shop-home']
  const homeless = await meshwright(['emit', 'argo', '--out', 'argo', ...image], folder)
  expect([homeless.code, homeless.err]).toEqual([2, expect.stringContaining('say where, as --home')])
  const argo = await meshwright(['emit', 'argo', '--out', 'argo', ...image, '--home', '/var/lib/shop'], folder)
  expect(argo.code).toBe(0)
  const template = readFileSync(join(folder, /argo\/\S+/.exec(argo.out)?.[0] ?? ''), 'utf8').replaceAll('"', '')
  for (const part of ['claimName: shop-home', 'mountPath: /var/lib/shop', 'key: SHOP_PASSWORD']) expect(template).toContain(part)
})

it('a target sees the folder of the project from where it looks', async () => {
  const root = shop()
  mkdirSync(join(root, '.git'))
  mkdirSync(join(root, 'apps', 'shop'), { recursive: true })
  for (const file of ['meshwright.config.ts', 'people.csv']) renameSync(join(root, file), join(root, 'apps', 'shop', file))
  const project = ['--project', 'apps/shop']
  expect((await meshwright(['emit', 'github-actions', '--out', '.github/workflows', ...project], root)).code).toBe(0)
  const workflow = readFileSync(join(root, '.github/workflows/shop-dev.yml'), 'utf8')
  expect(workflow).toContain('  run:\n    working-directory: "apps/shop"\n')
  expect(workflow).toContain('        working-directory: "."\n        run: "npm ci"\n')
  expect(workflow).toContain('../../node_modules/.bin/meshwright run ')
  expect((await meshwright(['emit', 'dagster', '--out', 'etc/dagster', ...project], root)).code).toBe(0)
  expect(readFileSync(join(root, 'etc/dagster/shop_dev.py'), 'utf8')).toContain('"directory":"../../apps/shop"')
}, 60_000)

it('an index that is none is refused, nothing outside of the folder is removed, and a folder in the way is told', async () => {
  const folder = shop()
  const out = join(folder, 'schedules')
  mkdirSync(out)
  const entry = { sha256: createHash('sha256').update('mine').digest('hex'), plan: 'x', of: 'airflow shop dev' }
  writeFileSync(join(folder, 'mine.txt'), 'mine')
  for (const index of [{ 'shop.dev.py': null }, { '../mine.txt': entry }, { '.': entry }, [1], { 'a.py': { ...entry, of: 1 } }]) {
    writeFileSync(join(out, '.meshwright-emitted.json'), JSON.stringify(index))
    const { code, err } = await meshwright([...EMIT, '--force'], folder)
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^error \S+emitted\.json is no index of emitted files: take it from version control/),
    ])
  }
  expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine')
  rmSync(join(out, '.meshwright-emitted.json'))
  mkdirSync(join(out, 'shop.dev.py'))
  const { code, err } = await meshwright(EMIT, folder)
  expect([code, err]).toEqual([
    1,
    `error ${join(out, 'shop.dev.py')} cannot be read: a folder stands where a file should be. Name another folder with --out\n`,
  ])
}, 60_000)

it('the command is read in words as a shell reads them', async () => {
  const folder = shop()
  const { code } = await meshwright([...EMIT, '--command', `'/opt/my node/bin/node' node_modules/.bin/meshwright`], folder)
  expect(code).toBe(0)
  expect(readFileSync(join(folder, 'schedules/shop.dev.py'), 'utf8')).toContain(
    '"command":["/opt/my node/bin/node","node_modules/.bin/meshwright","run",',
  )
  const open = await meshwright([...EMIT, '--command', `'/opt/my node`], folder)
  expect([open.code, open.err]).toEqual([2, expect.stringContaining("--command: a quote in '/opt/my node has no end")])
}, 60_000)

it('a wrong call says what is there', async () => {
  const folder = shop()
  const near = await meshwright(['emit', 'airlfow', '--out', 'x'], folder)
  expect([near.code, near.out]).toEqual([2, ''])
  expect(near.err).toContain('there is no target "airlfow"; did you mean "airflow"? There are airflow, ')
  const nowhere = await meshwright(['emit', 'airflow'], folder)
  expect([nowhere.code, existsSync(join(folder, 'schedules'))]).toEqual([2, false])
  expect(nowhere.err).toContain('say where: --out <folder>')
})
