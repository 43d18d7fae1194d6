import { airflow2, airflow3, airflowHome, type TestAirflow } from '@meshwright-tools/engines'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { bareTask } from '@meshwright/testkit'
import { emitPlan, EMITTERS } from '../src/index.ts'
import { smallPlan } from './small-plan.ts'

/** One task a day at six o'clock, of a plan with two pools. */
const plan = smallPlan({
  schedule: { cron: '0 6 * * *', timeZone: 'Europe/Berlin', start: '2026-01-01', catchUp: 'none' },
  wakesOn: [],
  pools: [
    { name: 'shop warehouse', slots: 1, description: 'One writing process.' },
    { name: 'web', slots: 3, description: 'An API with a quota.' },
  ],
  tasks: [bareTask('build:orders', { pool: 'shop warehouse' })],
  edges: [],
})
const DAG = 'shop.prod'

/** What stands for the command line: it notes what its environment says of the run. */
const COMMAND = `[ ! -e broken ] || exit 1
echo "$MESHWRIGHT_INTERVAL_START|$MESHWRIGHT_INTERVAL_END|$MESHWRIGHT_FULL_REFRESH|$MESHWRIGHT_TRY|$MESHWRIGHT_PLAN" >> "$NOTES"\n`

function notesOf(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
}

/** A place that takes messages, as a chat would. */
async function listening() {
  const posted: unknown[] = []
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      posted.push(body)
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { posted, url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: async () => void server.close() }
}

/** Asks Airflow 3's scheduler for a backfill, and waits for it; Airflow 2 does it in the command itself. */
async function backfill(home: TestAirflow, days: readonly [string, string], done: () => boolean): Promise<string> {
  const [first, last] = days
  if (home.version.startsWith('2')) {
    const { code, stdout, stderr } = await home.cli(['dags', 'backfill', DAG, '--start-date', first, '--end-date', last])
    return code === 0 ? '' : stdout + stderr
  }
  await using server = await home.start()
  const ask = ['backfill', 'create', '--dag-id', DAG, '--from-date', first, '--to-date', last]
  let asked = await home.cli(ask)
  for (let tries = 0; asked.code !== 0 && tries < 30; tries++) {
    await sleep(1000)
    asked = await home.cli(ask)
  }
  for (let tries = 0; !done() && tries < 240; tries++) await sleep(500)
  return done() ? '' : asked.stdout + asked.stderr + server.lastLines('scheduler')
}

test.for([airflow2, airflow3])(
  '$name fills in intervals that passed, to the second; loads everything again when asked; takes the pools; tells of a failure',
  { timeout: 400_000 },
  async (engine) => {
    await using home = await airflowHome(engine, { env: { AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE: 'False' } })
    const notes = join(home.home, 'notes')
    const command = join(home.home, 'command.sh')
    writeFileSync(command, COMMAND.replace('$NOTES', notes))
    const target = EMITTERS.find(({ name }) => name === 'airflow')
    if (target === undefined) throw new Error('airflow is no target')
    for (const { path, text } of emitPlan(target, plan, { command: ['sh', command] })) writeFileSync(join(home.dags, path), text)

    const imported = await home.cli(['pools', 'import', join(home.dags, `${DAG}.pools.json`)])
    expect(imported.code, imported.stderr).toBe(0)
    const listed = await home.cli(['pools', 'list', '-o', 'json'])
    const pools = JSON.parse(listed.stdout.slice(listed.stdout.lastIndexOf('[{'))) as { pool: string; slots: string; description: string }[]
    expect(pools.map(({ pool, slots, description }) => [pool, slots, description])).toEqual([
      ['default_pool', '128', 'Default pool'],
      ['shop-20-warehouse', '1', 'One writing process.'],
      ['web', '3', 'An API with a quota.'],
    ])

    // The clocks go forward on March 29.
    const wanted = [
      ['2026-03-28T05:00:00+00:00', '2026-03-29T04:00:00+00:00'],
      ['2026-03-29T04:00:00+00:00', '2026-03-30T04:00:00+00:00'],
      ['2026-03-30T04:00:00+00:00', '2026-03-31T04:00:00+00:00'],
    ].map(([start, end]) => `${start}|${end}|false|1|${plan.hash}`)
    const complaint = await backfill(home, ['2026-03-28', '2026-03-31'], () => notesOf(notes).length >= wanted.length)
    expect(notesOf(notes).toSorted(), complaint).toEqual(wanted)

    const again = await home.cli(['dags', 'test', DAG, '2026-05-01', '--conf', '{"full_refresh": true}'])
    expect(again.code, again.stdout + again.stderr).toBe(0)
    expect(notesOf(notes).at(-1)).toBe(`2026-04-29T04:00:00+00:00|2026-04-30T04:00:00+00:00|true|1|${plan.hash}`)

    // What the Variable names is told of a failure.
    await using chat = await listening()
    const set = await home.cli(['variables', 'set', 'meshwright_webhook', chat.url])
    expect(set.code, set.stderr).toBe(0)
    writeFileSync(join(home.dags, 'broken'), '')
    expect((await home.cli(['dags', 'test', DAG, '2026-06-01'])).code).not.toBe(0)
    expect(chat.posted).toEqual([
      {
        text: expect.stringMatching(
          /^shop\.prod: build:orders failed in manual__.*; what was published stays\. Once the cause is repaired, clear build\.orders with its downstream tasks\.$/,
        ),
      },
    ])
  },
)
