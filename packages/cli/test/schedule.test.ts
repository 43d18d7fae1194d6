import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { meshwright, shop, startMeshwright } from './command.ts'

/** The shop with a schedule that is due each minute. */
function scheduled(
  schedule = `cron('* * * * *', 'UTC', { start: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10), catchUp: 'latest' })`,
) {
  const folder = shop()
  const config = join(folder, 'meshwright.config.ts')
  const text = readFileSync(config, 'utf8')
  writeFileSync(
    config,
    text
      .replace('import { project }', 'import { cron, project }')
      .replace("  name: 'shop',\n", `  name: 'shop',\n  schedule: ${schedule},\n`),
  )
  return folder
}
const log = (folder: string) =>
  readFileSync(join(folder, '.meshwright/schedule.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; start?: string; end?: string; exitCode?: number })

test('a log of the schedule that cannot be read is told, and nothing runs', async () => {
  const folder = scheduled()
  mkdirSync(join(folder, '.meshwright/schedule.jsonl'), { recursive: true })
  const { code, err } = await meshwright(['schedule', '--once'], folder)
  expect(code).toBe(1)
  expect(err).toMatch(
    /^error the log of the schedule \S+schedule\.jsonl cannot be read: a folder stands where a file should be\. Mend that, .*\n$/,
  )
})

test('--once runs what is due in a process of its own, and tells a failure', async () => {
  const folder = scheduled()
  const first = await meshwright(['schedule', '--once'], folder)
  expect(first.err).toContain('towns')
  expect(first.err).toMatch(/run of \[.*\) UTC is done/)
  expect([first.code, first.out]).toEqual([0, ''])
  expect(log(folder).map(({ event }) => event)).toEqual(['began', 'skipped', 'started', 'ended'])
  writeFileSync(join(folder, 'people.csv'), 'id,nam\n1,Ada\n')
  // Some minute later; told by the log, so that the test need not wait.
  const [last] = log(folder).slice(-1)
  const earlier = new Date(Date.parse(last?.end ?? '') - 120_000).toISOString()
  writeFileSync(join(folder, '.meshwright/schedule.jsonl'), `${JSON.stringify({ event: 'began', end: earlier })}\n`)
  const second = await meshwright(['schedule', '--once', '--json'], folder)
  expect(second.code).toBe(1)
  const events = second.out.trim().split('\n').map((line) => JSON.parse(line) as { event: string; exitCode?: number }) // prettier-ignore
  expect(events.at(-1)).toMatchObject({ event: 'ended', exitCode: 1 })
})

test('survives a kill in the middle of a run: the lock is taken over and the interval is run again; a second one is refused', async () => {
  const folder = scheduled()
  writeFileSync(join(folder, 'with-events'), '')
  writeFileSync(join(folder, 'hold'), '')
  const killed = startMeshwright(['schedule'], folder)
  await killed.said('run of [')
  await expect.poll(() => existsSync(join(folder, 'reading')), { timeout: 20_000 }).toBe(true)
  const refused = await meshwright(['schedule'], folder)
  expect(refused.code).toBe(1)
  expect(refused.err).toContain(`a scheduler runs in this home already: process ${killed.child.pid}`)
  killed.child.kill('SIGKILL')
  rmSync(join(folder, 'hold'))
  const again = await meshwright(['schedule', '--once'], folder)
  expect(again.err).toContain(`process ${killed.child.pid}, which was the scheduler since`)
  expect(again.err).toContain('was broken off: it is run again')
  expect(again.code).toBe(0)
  const started = log(folder).filter(({ event }) => event === 'started')
  expect(started[0]?.end).toBe(started[1]?.end)
}, 60_000)

test('SIGTERM ends a scheduler that waits; --next lists times on both clocks; a project without a schedule is refused', async () => {
  const folder = scheduled("cron('30 2 * * *', 'Asia/Jakarta')")
  const waiting = startMeshwright(['schedule'], folder)
  await waiting.said('next run')
  waiting.child.kill('SIGTERM')
  expect(await waiting.ended).toMatchObject({ code: 0 })
  expect(existsSync(join(folder, '.meshwright/schedule.lock'))).toBe(false)
  const next = await meshwright(['schedule', '--next', '2'], folder)
  expect(next.out).toMatch(
    /^due \(Asia\/Jakarta\) +due \(UTC\) +interval from +to\n\d{4}-\d\d-\d\d 02:30 +\d{4}-\d\d-\d\d 19:30 +\d{4}-\d\d-\d\d 02:30 +\d{4}-\d\d-\d\d 02:30\n/,
  )
  const none = await meshwright(['schedule'], shop())
  expect([none.code, none.err.includes('shop has no schedule')]).toEqual([2, true])
  expect((await meshwright(['schedule', '--next', 'x'], folder)).code).toBe(2)
})

test('SIGTERM in the middle of a run finishes what runs; what was not ended is run again after the next start', async () => {
  const folder = scheduled()
  writeFileSync(join(folder, 'with-events'), '')
  writeFileSync(join(folder, 'hold'), '')
  const stopped = startMeshwright(['schedule'], folder)
  await expect.poll(() => existsSync(join(folder, 'reading')), { timeout: 20_000 }).toBe(true)
  stopped.child.kill('SIGTERM')
  await stopped.said('nothing more is started')
  rmSync(join(folder, 'hold'))
  const { code, err } = await stopped.ended
  expect([code, err.includes('stopping: the run in progress finishes what runs')]).toEqual([0, true])
  expect(log(folder).map(({ event }) => event)).toEqual(['began', 'skipped', 'started'])
  const again = await meshwright(['schedule', '--once'], folder)
  expect([again.code, again.err.includes('was broken off: it is run again')]).toEqual([0, true])
}, 60_000)

test('--metrics-port answers Prometheus with what the scheduler did and the last run came to; a port that is taken stops nothing', async () => {
  const folder = scheduled()
  const started = startMeshwright(['schedule', '--metrics-port', '0'], folder)
  let said = ''
  started.child.stderr?.on('data', (text: string) => (said += text))
  await started.said('metrics at http://127.0.0.1:')
  const url = /metrics at (\S+)/.exec(said)?.[1] ?? ''
  const first = await fetch(url)
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  await started.said('UTC is done')
  await started.said('next run')
  const text = await (await fetch(url)).text()
  const of = '{project="shop",environment="dev"'
  expect(text).toContain(`meshwright_schedule_runs_total${of},status="succeeded"} 1\n`)
  expect(text).toContain(`meshwright_schedule_running${of}} 0\n`)
  expect(text).toMatch(/^meshwright_schedule_next_due_timestamp_seconds\S+ 1?\d{10}$/m)
  expect(text).toContain(`meshwright_run_status${of},status="succeeded"} 1\n`)
  expect(text).toContain(`meshwright_table_rows${of},table="people"} 3\n`)
  expect((await fetch(new URL('/', url))).status).toBe(404)
  started.child.kill('SIGTERM')
  expect((await started.ended).code).toBe(0)

  const other = createServer().listen(0, '127.0.0.1')
  await expect.poll(() => other.address()).not.toBeNull()
  const { port } = other.address() as { port: number }
  rmSync(join(folder, '.meshwright'), { recursive: true })
  const taken = await meshwright(['schedule', '--once', '--metrics-port', String(port)], folder)
  other.close()
  expect(taken.err).toContain(`there are no metrics: port ${port} of 127.0.0.1 is taken\n`)
  expect([taken.code, taken.err]).toEqual([0, expect.stringContaining('UTC is done')])
  expect(await meshwright(['schedule', '--metrics-port', 'http'], folder)).toMatchObject({
    code: 2,
    err: expect.stringContaining('--metrics-port: "http" is no port'),
  })
})
