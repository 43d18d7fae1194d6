import { describe, expect, it } from 'vitest'
import { meshwright, plainEnvironment, shop } from './command.ts'

const TASKS = ['ingest:people', 'gate:people', 'build:towns', 'gate:towns']

describe('meshwright run --task', () => {
  it('does one task in a process of its own, as a scheduler says by its environment', async () => {
    const folder = shop()
    const ids = new Set<unknown>()
    for (const task of TASKS) {
      const env = plainEnvironment({
        MESHWRIGHT_RUN_ID: 'scheduled__2026-01-01T00:00:00+00:00 "山" \'{{ x }}\'',
        MESHWRIGHT_TRY: '1',
        MESHWRIGHT_INTERVAL_START: '2026-01-01T00:00:00+00:00',
        MESHWRIGHT_INTERVAL_END: '2026-01-02T00:00:00+00:00',
        MESHWRIGHT_FULL_REFRESH: 'false',
        MESHWRIGHT_PLAN: '',
      })
      const { code, out, err } = await meshwright(['run', '--task', task, '--json'], folder, env)
      expect(code, err).toBe(0)
      const summary = JSON.parse(out) as { runId: string; tasks: { task: { id: string }; status: string }[] }
      expect(summary.tasks.map((result) => [result.task.id, result.status])).toEqual([[task, 'done']])
      ids.add(summary.runId)
    }
    expect(ids.size).toBe(1)
    const { out } = await meshwright(['query', '--json', 'select town, people from towns order by town'], folder)
    expect(out).toContain('"London"')
    const next = await meshwright(['run'], folder)
    expect(next.err).toContain('skipped  as unchanged: everything')
  }, 60_000)

  it('shows what it staged for a gate of another process', async () => {
    const folder = shop()
    const call = (task: string, run: string) => meshwright(['run', '--task', task, '--run-id', run], folder)
    expect((await call('ingest:people', 'r1')).err).toMatch(
      /^ ingest +people +3 rows +staged for its gate +\d+ ms {2}the engine reads csv by itself$/m,
    )
    await call('gate:people', 'r1')
    expect((await call('ingest:people', 'r2')).err).toMatch(/^ ingest +people +unchanged +\d+ ms$/m)
  }, 60_000)

  it('a gate by itself fails with exit code 1 and says what to run first', async () => {
    const { code, err } = await meshwright(['run', '--task', 'gate:people', '--run-id', 'r1'], shop())
    expect(code).toBe(1)
    expect(err).toContain('gate:people: nothing is staged for it in this run; run ingest:people first, in the same run')
  }, 60_000)

  it.each([
    [['--task', 'gate:peple'], 'has no task "gate:peple"; did you mean "gate:people"?'],
    [['--task', 'gate:people', '--plan', 'abc'], 'changed since it was emitted: its plan is'],
    [['--task', 'gate:people', '--select', 'people'], '--select means nothing with it'],
    [['--run-id', 'x'], '--run-id means nothing without --task'],
    [['--task', 'gate:people', '--try', '0'], '--try: "0" is not a number from 1'],
    [['--interval-start', '2026-01-01T00:00:00Z'], 'an interval has a start and an end'],
    [
      ['--interval-start', '2026-01-01', '--interval-end', '2026-01-02T00:00:00Z'],
      '--interval-start: "2026-01-01" is not a moment with its offset',
    ],
    [
      ['--interval-start', '2026-01-02T00:00:00Z', '--interval-end', '2026-01-01T00:00:00Z'],
      'ends (2026-01-01T00:00:00Z) before it starts',
    ],
    [['--task', 'gate:people', '--granularity', 'day'], '"day" is none of task, layer, group, project'],
  ])(
    '%j is refused as usage',
    async (args, message) => {
      const { code, out, err } = await meshwright(['run', ...args], shop())
      expect([code, out]).toEqual([2, ''])
      expect(err).toContain(message)
    },
    60_000,
  )
})
