import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { STORE_STEPS, type SqlValue, type StoreStep } from '@meshwright/sql'
import { expect } from 'vitest'
import type { CrashPoint, CrashTask } from './crash-child.ts'
import { CRASH_ID, CRASH_STATES, crashSet, stageCrashSet } from './crash-scenario.ts'
import type { SuiteContext } from './suite-context.ts'

const POINTS: readonly CrashPoint[] = [
  ...STORE_STEPS.map((step) => ({ step, nth: 1 })),
  // A set has several tables: the second of them, and the last.
  { step: 'between batches', nth: 2 },
  { step: 'load:begin', nth: 3 },
  { step: 'publish:table', nth: 2 },
  { step: 'publish:table', nth: 4 },
  { step: 'publish:records', nth: 2 },
]

/** From this step on, what was published is there. */
const VISIBLE: StoreStep = 'publish:committed'

/** kill -9 at every step leaves the old state or the new one; the next process cleans up, goes on, and ends right. */
export function crashTests(context: SuiteContext): void {
  for (const point of POINTS) {
    const label = point.nth === 1 ? point.step : `${point.step}, ${point.nth}`
    context.test(`killed at ${label}: the old state or the new one, and publishing again ends right`, () => crash(context, point), 120)
  }

  context.test(
    'an undisturbed process announces every step in order',
    async () => {
      const { output } = await inFreshState(context, { step: 'never', nth: 1 })
      expect(Object.keys(JSON.parse(output) as object).filter((step) => step !== 'between batches')).toEqual([...STORE_STEPS])
      expect(await state(context)).toEqual(CRASH_STATES.new)
    },
    120,
  )
}

async function crash(context: SuiteContext, point: CrashPoint): Promise<void> {
  const { killed } = await inFreshState(context, point)
  expect(killed, `the child was to be killed at ${point.step}`).toBe(true)
  const { environment } = context.under
  expect(await state(context)).toEqual(point.step === VISIBLE ? CRASH_STATES.new : CRASH_STATES.old)

  const leftovers = async () =>
    (await context.store.list(environment.schema)).map((table) => table.name).filter((name) => name.table.startsWith('mw_stage__'))
  await context.store.drop(await leftovers())
  expect(await leftovers()).toEqual([])

  const set = crashSet(environment, CRASH_ID, 2n)
  await stageCrashSet(context.store, set, 'new')
  await context.store.publish(set)
  expect(await state(context)).toEqual(CRASH_STATES.new)
  await context.store.drop(await leftovers())
}

/** Publishes the old state, then lets a child process do the new one, until it is killed. */
async function inFreshState(context: SuiteContext, point: CrashPoint): Promise<{ killed: boolean; output: string }> {
  const { environment, home, child } = context.under
  const everything = await context.store.list(environment.schema)
  await context.store.drop(everything.filter((table) => table.kind === 'view').map((table) => table.name))
  await context.store.drop(everything.filter((table) => table.kind === 'table').map((table) => table.name))
  const before = crashSet(environment, 'before', 1n)
  await stageCrashSet(context.store, before, 'old')
  await context.store.publish(before)
  expect(await state(context)).toEqual(CRASH_STATES.old)
  await context.stopStore()
  try {
    return await run({ ...child, home, environment, point })
  } finally {
    await context.startStore()
  }
}

async function run(task: CrashTask): Promise<{ killed: boolean; output: string }> {
  const script = fileURLToPath(new URL('./crash-child.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@meshwright/source', '--no-warnings', script, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let complaints = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (code !== null && code !== 0) throw new Error(`the child ended with ${code}:\n${complaints}`)
  return { killed: signal === 'SIGKILL', output }
}

async function state(context: SuiteContext): Promise<Record<string, readonly (readonly SqlValue[])[]>> {
  const { schema } = context.under.environment
  const result: Record<string, readonly (readonly SqlValue[])[]> = {}
  for (const name of Object.keys(CRASH_STATES.old))
    result[name] = await context.rows({ schema, table: name }, name === 'crash_log' ? ['cursor'] : ['id', 'name'])
  return result
}
