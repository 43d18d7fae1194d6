import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { meshwright, shop, startMeshwright, until } from './command.ts'

const BAD = 'id,name,town\n1,Ada,London\nx,Bob,\n'

it('a run that failed: listed, shown, told in full, and gone on with', async () => {
  const folder = shop(BAD)
  expect((await meshwright(['run'], folder)).code).toBe(1)
  const list = await meshwright(['runs', 'list'], folder)
  expect(list.out).toMatch(
    /^run +started +took +status +tasks +what\n[0-9a-f-]{36} {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC +(?:\d+ ms|\d+\.\d s) {2}failed {2}1 failed, 3 blocked {2}run\n$/,
  )
  const id = list.out.split('\n')[1]?.slice(0, 36) as string
  const show = await meshwright(['runs', 'show'], folder)
  expect(show.out).toMatch(/^ingest:people +failed +1 +(?:\d+ ms|\d+\.\d s) .*people/m)
  expect(show.out).toMatch(/^gate:towns +blocked .*waits for ingest:people$/m)
  const logs = await meshwright(['runs', 'logs', id.slice(0, 20)], folder)
  expect(logs.out).toMatch(/UTC +ingest:people +failed +in (?:\d+ ms|\d+\.\d s)\n {4}.*column id: "x" is not an int64/m)
  expect(logs.out).toMatch(/UTC +run +failed$/m)

  writeFileSync(join(folder, 'people.csv'), BAD.replace('x,', '2,'))
  const resumed = await meshwright(['run', '--resume', '--json'], folder)
  expect(resumed.code, resumed.err).toBe(0)
  expect(JSON.parse(resumed.out)).toMatchObject({ runId: id, status: 'succeeded' })
  const after = JSON.parse((await meshwright(['runs', 'list', '--json'], folder)).out) as unknown
  expect(after).toMatchObject([{ runId: id, status: 'succeeded', resumed: 1, facts: { work: 'run' } }])
  const nothing = await meshwright(['run', '--resume'], folder)
  expect([nothing.code, nothing.err]).toEqual([0, `nothing is left of run ${id}: all its tasks are done\n`])
  const events = JSON.parse((await meshwright(['runs', 'logs', '--json'], folder)).out) as { eventType: string }[]
  expect(events[0]?.eventType).toBe('START')
}, 60_000)

it('a run that was killed: told as unfinished, and gone on with', async () => {
  const folder = shop()
  for (const name of ['with-events', 'hold']) writeFileSync(join(folder, name), '')
  const run = startMeshwright(['run'], folder)
  await until(join(folder, 'reading'))
  expect((await meshwright(['runs', 'list'], folder)).out).toMatch(/ running /)
  expect((await meshwright(['run', '--resume'], folder)).err).toContain('it is still running')
  run.child.kill('SIGKILL')
  await run.ended
  rmSync(join(folder, 'hold'))
  const [log] = readdirSync(join(folder, '.meshwright', 'runs')).filter((name) => name.endsWith('.jsonl'))
  const path = join(folder, '.meshwright', 'runs', log as string)
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"document":"run-ev`)
  const show = await meshwright(['runs', 'show'], folder)
  expect(show.out).toMatch(/ unfinished, started /)
  expect(show.out).toMatch(/^ingest:events +running/m)
  expect(show.err).toMatch(/^warn the last line of .* was cut off in the middle, as by a kill or a full disk/)
  const resumed = await meshwright(['run', '--resume'], folder)
  expect(resumed.code, resumed.err).toBe(0)
  expect((await meshwright(['query', '--json', 'select events from event_count'], folder)).out).toContain('"2"')
  const last = await meshwright(['runs', 'show'], folder)
  expect(last.out).toMatch(/ succeeded, started .*: 8 done$/m)
}, 60_000)

it('a run whose log was cut before its first event is unfinished, of no known time', async () => {
  const folder = shop()
  const runs = join(folder, '.meshwright', 'runs')
  mkdirSync(runs, { recursive: true })
  const id = '01a227b2-3456-7c15-bc02-243bc6e58a57'
  writeFileSync(join(runs, `${id}.jsonl`), '')
  expect((await meshwright(['runs', 'list'], folder)).out).toMatch(/^run .*\n01a227b2-\S+ +unfinished\n$/)
  expect((await meshwright(['runs', 'show'], folder)).out).toBe(`${id}  unfinished: its log holds no event\n`)
}, 60_000)

it('what changed since is named, and refused', async () => {
  const folder = shop(BAD)
  await meshwright(['run'], folder)
  const config = join(folder, 'meshwright.config.ts')
  writeFileSync(config, readFileSync(config, 'utf8').replace("'p.town', 'is not', null", "'p.town', '!=', 'Paris'"))
  const { code, err } = await meshwright(['run', '--resume'], folder)
  expect(code).toBe(2)
  expect(err).toContain(
    'as the plan has changed since:\n  build:towns is defined otherwise\n  gate:towns is defined otherwise\nRun instead:',
  )
}, 60_000)

it.each([
  [['runs', 'lsit'], 'did you mean "list"?'],
  [['runs', 'show', 'x'], 'no run "x" is logged in'],
  [['run', 'people'], '"people" means nothing here; tables are chosen with --select people'],
  [['run', '--resume', '--select', 'people'], '--select means nothing with --resume'],
  [['run', '--resume', '--state', 'manifest.json'], '--state means nothing with --resume, but with --defer'],
  [['run', '--parallel', '0'], '--parallel: "0" is not a number of tasks from 1'],
])(
  '%j is refused as usage',
  async (args, message) => {
    const { code, err } = await meshwright(args, shop())
    expect(code).toBe(2)
    expect(err).toContain(message)
  },
  60_000,
)
