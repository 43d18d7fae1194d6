import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { meshwright, shop, start, startMeshwright, until, type Started } from './command.ts'

/** A process that holds the warehouse of a project. */
async function holder(folder: string, milliseconds: number): Promise<Started> {
  const script = join(import.meta.dirname, 'hold-lock.ts')
  const args = ['--conditions=@meshwright/source', script, join(folder, '.meshwright'), String(milliseconds)]
  const started = start(process.execPath, args, folder)
  await started.said('held')
  return started
}

describe('a warehouse that another process holds', () => {
  it.each([[['run']], [['query', 'select 1 as one']]])(
    '%j says for whom it waits, and goes on',
    async (args) => {
      const folder = shop()
      await meshwright(['run'], folder)
      const other = await holder(folder, 60_000)
      const waiting = startMeshwright(args, folder)
      await waiting.said('is writing')
      other.child.kill('SIGKILL')
      const { code, err } = await waiting.ended
      expect(err).toContain(`another process (PID ${other.child.pid}) is writing ${join(folder, '.meshwright', 'warehouse.duckdb')}`)
      expect(code).toBe(0)
    },
    60_000,
  )

  it('after --wait seconds it gives up, says so, and changed nothing', async () => {
    const folder = shop()
    const other = await holder(folder, 60_000)
    for (const args of [['run'], ['query', 'select 1']]) {
      const { code, out, err } = await meshwright([...args, '--wait', '0.5'], folder)
      expect([code, out]).toEqual([1, ''])
      expect(err).toMatch(
        /error another process \(PID \d+\) is writing \S+, and it was not free within 0\.5 s: wait for that process to end, or stop it/,
      )
      expect(err).not.toContain('defect')
    }
    other.child.kill('SIGKILL')
  }, 60_000)

  it('an interrupt while it waits ends it at once', async () => {
    const folder = shop()
    await holder(folder, 60_000)
    const waiting = startMeshwright(['run', '--json'], folder)
    await waiting.said('is writing')
    waiting.child.kill('SIGINT')
    const { code, out, err } = await waiting.ended
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'interrupted' } })
    expect(err).toContain('error interrupted before anything ran; nothing was changed')
  }, 60_000)
})

describe('an interrupted run', () => {
  function heldShop(): string {
    const folder = shop()
    for (const name of ['with-events', 'hold']) writeFileSync(join(folder, name), '')
    return folder
  }

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: what runs is finished, nothing more is started, and the next run goes on',
    async (signal) => {
      const folder = heldShop()
      const run = startMeshwright(['run'], folder)
      await until(join(folder, 'reading'))
      run.child.kill(signal)
      await run.said('stopping: what runs is finished, nothing more is started; interrupt again to break it off')
      rmSync(join(folder, 'hold'))
      const { code, err } = await run.ended
      expect(code).toBe(1)
      expect(err).toMatch(/^ stopped {2}not published, the next run goes on with them: .*events, .*event_count/m)
      expect(err).toMatch(/^ cancelled in /m)

      const next = await meshwright(['run'], folder)
      expect(next.code, next.err).toBe(0)
      expect((await meshwright(['query', '--json', 'select events from event_count'], folder)).out).toContain('"2"')
    },
    60_000,
  )

  it('a second interrupt breaks off what runs', async () => {
    const folder = heldShop()
    const run = startMeshwright(['run'], folder)
    await until(join(folder, 'reading'))
    run.child.kill('SIGINT')
    await run.said('stopping')
    run.child.kill('SIGINT')
    const { code, err } = await run.ended
    expect(code).toBe(1)
    expect(err).toMatch(/^ stopped {2}events +not published$/m)
    rmSync(join(folder, 'hold'))
    expect((await meshwright(['run'], folder)).code).toBe(0)
  }, 60_000)
})
