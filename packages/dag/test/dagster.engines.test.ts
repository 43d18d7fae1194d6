import { dagsterHome, type DagsterHome } from '@meshwright-tools/engines'
import type { Plan } from '@meshwright/contracts'
import fc from 'fast-check'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareTask } from '@meshwright/testkit'
import { dagster, DAGSTER_READER, emitPlan, planGraph, readDagster, type DagsterFile, type EmitOptions } from '../src/index.ts'
import { anyShownPlan, largePlan } from './any-plan.ts'
import { smallPlan } from './small-plan.ts'

let home: DagsterHome
beforeAll(async () => {
  home = await dagsterHome()
  await writeFile(join(home.home, 'reader.py'), DAGSTER_READER)
})
afterAll(() => home[Symbol.asyncDispose]())

let emitted = 0
/** Emits a plan into a folder of its own. */
async function written(plan: Plan, options?: EmitOptions): Promise<string> {
  const place = join(home.home, String(emitted++))
  await mkdir(place)
  const [file] = emitPlan(dagster, plan, options)
  await writeFile(join(place, file?.path ?? ''), file?.text ?? '')
  return join(place, file?.path ?? '')
}

async function read(files: readonly string[]): Promise<readonly DagsterFile[]> {
  const { code, stdout, stderr } = await home.script(join(home.home, 'reader.py'), files)
  expect(code, stderr.slice(-2000)).toBe(0)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as readonly DagsterFile[]
}

/** Dagster is told of the limit of a run; whether it holds it is up to dagster.yaml. */
const graphOf = (plan: Plan, options?: EmitOptions) => planGraph(plan, { ...dagster.capabilities, runTimeout: true }, options)

/** Such plans, and some of which all tasks are in a pool of one slot: their executor is another. */
const anyDagsterPlan = fc.tuple(anyShownPlan({ tasks: 12 }), fc.boolean()).map(([plan, single]): Plan => {
  const [pool] = plan.pools
  if (!single || pool === undefined) return plan
  return { ...plan, pools: [{ ...pool, slots: 1 }], tasks: plan.tasks.map((task) => ({ ...task, pool: pool.name })) }
})

test('Dagster understands any plan as it was meant', async () => {
  const plans = fc.sample(anyDagsterPlan, 80).map((plan, at) => ({
    plan,
    options: at % 2 === 0 ? { directory: '/srv/a shop' } : { command: ["it's {{ 7 }}", '$HOME'] },
  }))
  const files = await read(await Promise.all(plans.map(({ plan, options }) => written(plan, options))))
  expect(files).toHaveLength(plans.length)
  for (const [at, file] of files.entries()) {
    const given = plans[at]
    if (given === undefined) throw new Error('more was read than emitted')
    const of = JSON.stringify(given.plan)
    expect(file.warnings, of).toEqual([])
    expect(readDagster(file), of).toEqual(graphOf(given.plan, given.options))
  }
})

test('Dagster understands a plan of 5,000 tasks', async () => {
  const plan = largePlan(5000)
  const [file] = await read([await written(plan)])
  expect(file === undefined ? undefined : readDagster(file)).toEqual(graphOf(plan))
})

test('a job with its schedule, the tables that wake it, and those that it makes', async () => {
  const plan = smallPlan()
  const [file] = await read([await written(plan)])
  expect(file?.warnings).toEqual([])
  expect(file?.schedules).toEqual([
    { job: 'shop_prod', cron: '0 6 * * *', time_zone: 'Asia/Jakarta', status: 'RUNNING', start: '2026-01-01' },
  ])
  expect(file?.sensors).toEqual([{ job: 'shop_prod', status: 'RUNNING', tables: ['meshwright://platform/prod/dim_location'] }])
  expect(file?.assets).toEqual([
    { key: ['shop', 'prod', 'dm_sales'], group: 'mart', owners: ['team:marketing'], after: ['shop/prod/orders'] },
    { key: ['shop', 'prod', 'orders'], group: 'raw', owners: ['team:sales'], after: [] },
  ])
  const [job] = file?.jobs ?? []
  expect(job).toMatchObject({ name: 'shop_prod', limits: [['meshwright/pool', 'shop warehouse', 1]], tags: { shop: '' } })
  expect(job?.tasks.find(({ name }) => name === 'build__dm_sales')).toMatchObject({
    retries: [2, 30, 300],
    backoff: ['EXPONENTIAL', 'FULL'],
    after: ['gate__orders'],
  })
})

/** Notes what it was called with; does what the plan of the test says. */
const PROGRAM = `
const { appendFileSync, readFileSync } = require('node:fs')
const task = process.argv.at(-1).slice('--task='.length)
const { MESHWRIGHT_RUN_ID: run, MESHWRIGHT_TRY: tryNumber, MESHWRIGHT_FULL_REFRESH: full, MESHWRIGHT_INTERVAL_START: start } = process.env
appendFileSync('calls.jsonl', JSON.stringify({ task, run, tryNumber, full, start, cwd: process.cwd(), argv: process.argv.slice(2) }) + '\\n')
process.on('SIGTERM', () => (appendFileSync('calls.jsonl', JSON.stringify({ task, stopped: true }) + '\\n'), process.exit(1)))
if (task.endsWith('fails')) process.exit(1)
if (task.endsWith('wrong')) process.exit(2)
if (task.endsWith('second try') && tryNumber === '1') process.exit(1)
if (task.endsWith('slow')) setTimeout(() => {}, 60_000)
`

const retries = { count: 2, delaySeconds: 0.1, maxDelaySeconds: 0.2 }
const again = smallPlan({
  project: "it's {{ 7 }}",
  wakesOn: [],
  timeoutSeconds: null,
  tasks: [
    bareTask('ingest:second try', { retries }),
    bareTask('gate:"{{ x }}" $HOME\n訂單', { kind: 'gate', writes: ['訂單'] }),
    bareTask('gate:fails', { kind: 'gate', writes: ['fails'] }),
    bareTask('build:after fails'),
    bareTask('report:far after fails', { kind: 'report' }),
    bareTask('command:wrong', { retries }),
    bareTask('command:slow', { timeoutSeconds: 1 }),
  ],
  edges: [
    { from: 'ingest:second try', to: 'gate:"{{ x }}" $HOME\n訂單', reason: 'stages' },
    { from: 'gate:fails', to: 'build:after fails', reason: 'reads' },
    { from: 'build:after fails', to: 'report:far after fails', reason: 'reads' },
  ],
})
const OUTCOMES = {
  ingest__secondZ20Ztry: 'SUCCESS',
  gate__Z22ZZ7bZZ7bZZ20ZxZ20ZZ7dZZ7dZZ22ZZ20ZZ24ZHOMEZaZZ8a02ZZ55aeZ: 'SUCCESS',
  gate__fails: 'FAILURE',
  command__wrong: 'FAILURE',
  command__slow: 'FAILURE',
}

test.each([
  ['processes', again],
  [
    'one process',
    {
      ...again,
      pools: [{ name: 'one', slots: 1, description: '' }],
      tasks: again.tasks.map((task) => ({ ...task, pool: 'one' })),
    },
  ],
])(
  'what Dagster runs is what the plan says: retries, timeouts, and nothing after a failed gate (%s)',
  { timeout: 300_000 },
  async (name, plan) => {
    const folder = join(home.home, name)
    await mkdir(folder)
    await writeFile(join(folder, 'program.cjs'), PROGRAM)
    const file = await written(plan, { command: [process.execPath, 'program.cjs'], directory: folder })
    await writeFile(join(folder, 'run.yaml'), 'resources: { run: { config: { full_refresh: true } } }\n')
    const { code, stderr } = await home.cli(['job', 'execute', '-f', file, '-j', basename(file, '.py'), '-c', join(folder, 'run.yaml')])
    expect(code, stderr.slice(-3000)).toBe(1)
    const run = await home.lastRun()
    expect(run).toMatchObject({ status: 'FAILURE', steps: OUTCOMES, made: ["it's%20%7B%7B%207%20%7D%7D/prod/%E8%A8%82%E5%96%AE"] })
    expect(Object.keys(run.steps)).toHaveLength(Object.keys(OUTCOMES).length)
    const calls = (await readFile(join(folder, 'calls.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Call)
    const of = (task: string) => calls.filter((call) => call.task === task)
    expect(of('ingest:second try').map(({ tryNumber }) => tryNumber)).toEqual(['1', '2'])
    expect(of('command:wrong')).toHaveLength(1)
    expect(of('gate:fails')).toHaveLength(1)
    expect(of('command:slow')).toEqual([expect.anything(), { task: 'command:slow', stopped: true }])
    expect(of('gate:"{{ x }}" $HOME\n訂單')).toEqual([
      {
        ...{ task: 'gate:"{{ x }}" $HOME\n訂單', run: run.id, tryNumber: '1', full: 'true', start: '', cwd: folder },
        argv: ['run', '--granularity=task', '--environment=prod', '--task=gate:"{{ x }}" $HOME\n訂單'],
      },
    ])
  },
)

interface Call {
  readonly task: string
  readonly tryNumber?: string
}

const DUE = `
import datetime, json, sys
import dagster as dg
from dagster._core.code_pointer import load_python_file
module = load_python_file(sys.argv[1], None)
asked = []
with dg.DagsterInstance.get() as instance:
    for time in sys.argv[2:]:
        context = dg.build_schedule_context(instance, scheduled_execution_time=datetime.datetime.fromisoformat(time))
        answer = module.due(context)
        asked.append(answer.skip_message if isinstance(answer, dg.SkipReason) else answer.run_config["resources"]["run"]["config"])
print(json.dumps(asked))
`

test('a run has the interval of the schedule, none before its start', async () => {
  const script = join(home.home, 'due.py')
  await writeFile(script, DUE)
  const times = ['2026-01-01T06:00:00+07:00', '2026-01-02T06:00:00+07:00', '2026-01-03T06:00:00+07:00']
  const { code, stdout, stderr } = await home.script(script, [await written(smallPlan()), ...times])
  expect(code, stderr.slice(-2000)).toBe(0)
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual([
    'the first interval begins on 2026-01-01',
    { interval_start: '2026-01-01T06:00:00+07:00', interval_end: '2026-01-02T06:00:00+07:00' },
    { interval_start: '2026-01-02T06:00:00+07:00', interval_end: '2026-01-03T06:00:00+07:00' },
  ])
})

const WOKEN = `
import json, sys
import dagster as dg
from dagster._core.code_pointer import load_python_file
module = load_python_file(sys.argv[1], None)
said = []
cursor = None
with dg.DagsterInstance.get() as instance:
    for published in [False, False, True, False]:
        if published:
            instance.report_runless_asset_event(dg.AssetMaterialization(dg.AssetKey(["platform", "prod", "dim_location"])))
        context = dg.build_sensor_context(instance, cursor=cursor)
        answer = module.woken(context)
        cursor = context.cursor
        said.append(answer.skip_message if isinstance(answer, dg.SkipReason) else "run")
print(json.dumps(said))
`

test('new rows in a table of another project begin one run', async () => {
  const script = join(home.home, 'woken.py')
  await writeFile(script, WOKEN)
  const { code, stdout, stderr } = await home.script(script, [await written(smallPlan())])
  expect(code, stderr.slice(-2000)).toBe(0)
  const nothing = 'nothing new in meshwright://platform/prod/dim_location'
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual(['from now on', nothing, 'run', nothing])
})
