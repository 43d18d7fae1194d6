import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DJANGO, meshwright, plainEnvironment, shop } from './command.ts'

const BIN = resolve(import.meta.dirname, '../bin/meshwright.js')
const NOBODY = 65_534

/** The command as another user, for whom rights hold: root may write everywhere. */
function asNobody(args: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    encoding: 'utf8',
    env: plainEnvironment({ HOME: cwd }),
    uid: NOBODY,
    gid: NOBODY,
  })
  return { code: status, out: stdout, err: stderr }
}

const why =
  process.getuid?.() !== 0
    ? ' (skipped: only root can run the command as another user)'
    : spawnSync(process.execPath, [BIN, '--help'], { uid: NOBODY, gid: NOBODY }).status === 0
      ? ''
      : ' (skipped: another user may not read this checkout)'

/** A shop that others may look at. */
function openShop(): string {
  const folder = shop()
  chmodSync(folder, 0o755)
  return folder
}

describe.skipIf(why !== '')(`a user who may not write${why}`, () => {
  it('the folder in which the home would be: nothing is made, and the message says who may not and what to do', () => {
    const folder = openShop()
    const { code, out, err } = asNobody(['run'], folder)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(
      `error the home folder ${join(folder, '.meshwright')} cannot be written: the user that runs this (uid ${NOBODY}) may not. Mend that, or give another home with --home`,
    )
    expect(err).not.toMatch(/defect|\n {4}at /)
  })

  it('a file of data: it and the reason are named, whatever reads it', async () => {
    const folder = openShop()
    const home = mkdtempSync(join(tmpdir(), 'meshwright-home-'))
    onTestFinished(() => rmSync(home, { recursive: true }))
    chmodSync(home, 0o777)
    chmodSync(join(folder, 'people.csv'), 0o600)
    const { code, out, err } = asNobody(['run', '--json', '--home', home], folder)
    expect(code).toBe(1)
    expect(err).toContain(`people.csv: cannot be read: the user that runs this (uid ${NOBODY}) may not; give it the right to read it`)
    expect(JSON.parse(out)).toMatchObject({
      tasks: expect.arrayContaining([
        expect.objectContaining({ error: expect.objectContaining({ code: 'file-unreadable' }) as object }),
      ]) as object,
    })
  }, 60_000)

  it('the home: a run is refused and changes nothing, a query reads', async () => {
    const folder = openShop()
    await meshwright(['run'], folder)
    const path = join(folder, '.meshwright', 'warehouse.duckdb')
    const before = readFileSync(path)
    writeFileSync(join(folder, 'people.csv'), 'id,name,town\n1,Eve,Rome\n')
    const run = asNobody(['run'], folder)
    expect([run.code, run.err]).toEqual([1, expect.stringContaining(`(uid ${NOBODY}) may not`)])
    expect(readFileSync(path).equals(before)).toBe(true)
    const query = asNobody(['query', '--json', 'select count(*) as n from people'], folder)
    expect([query.code, query.out], query.err).toEqual([0, expect.stringContaining('"3"')])
  }, 60_000)

  it('the warehouse file in a home of its own, nor read it', async () => {
    const folder = openShop()
    await meshwright(['run'], folder)
    const home = join(folder, '.meshwright')
    chmodSync(home, 0o777)
    chmodSync(join(home, 'warehouse.duckdb'), 0o600)
    for (const args of [['run'], ['query', 'select 1']]) {
      const { code, err } = asNobody(args, folder)
      expect(code).toBe(1)
      expect(err).toMatch(/error open \S+warehouse\.duckdb: Cannot open file \S+ Permission denied[^]*Look at the reason in the message/)
      expect(err).not.toMatch(/defect|\n {4}at /)
    }
    chmodSync(home, 0o700)
    const { code, err } = asNobody(['query', 'select count(*) from people'], folder)
    expect([code, err]).toEqual([1, expect.stringMatching(/warehouse\.duckdb[^]*ermission denied/)])
    expect((await meshwright(['query', '--json', 'select count(*) as n from people'], folder)).out).toContain('"3"')
    // Runs that may not be looked at are not none.
    const runs = asNobody(['runs', 'list'], folder)
    expect([runs.code, runs.out]).toEqual([1, ''])
    expect(runs.err).toContain(
      `error the run logs in ${join(home, 'runs')} cannot be read: the user that runs this (uid ${NOBODY}) may not.`,
    )
  }, 60_000)
})

describe('what a run writes beside the warehouse', () => {
  it('a file in the place of the home', async () => {
    const folder = shop()
    writeFileSync(join(folder, 'taken'), 'mine')
    const { code, err } = await meshwright(['run', '--home', 'taken'], folder)
    expect(code).toBe(1)
    expect(err).toContain(`error the home folder ${join(folder, 'taken')} cannot be written: a file stands where a folder should be.`)
    expect(readFileSync(join(folder, 'taken'), 'utf8')).toBe('mine')
  })

  it.skipIf(!existsSync('/proc/self'))(
    'a home, a folder and a project where the system lets no folder be made: each ends at once',
    async () => {
      const folder = shop()
      for (const [args, refusal, code] of [
        [['run', '--home', '/proc/x'], 'the home folder /proc/x cannot be written: nothing can be made in that folder.', 'home-unusable'],
        [
          ['emit', 'dagster', '--out', '/proc/x'],
          '/proc/x cannot be written: nothing can be made in that folder. Name another',
          'not-written',
        ],
        [['init', '/proc/x'], '/proc/x cannot be written: nothing can be made in that folder. Name another folder', 'not-written'],
      ] as const) {
        const ended = await meshwright([...args, '--json'], folder)
        expect([ended.code, ended.err]).toEqual([1, expect.stringContaining(`error ${refusal}`)])
        expect(JSON.parse(ended.out)).toMatchObject({ error: { code } })
      }
      // Nothing is kept, and the answer is given.
      for (const home of ['/proc/x', '/proc/x/y'])
        expect(await meshwright(['ls', '--home', home], folder)).toMatchObject({ code: 0, out: expect.stringContaining('towns'), err: '' })
    },
    60_000,
  )

  it('reports that cannot be written: the tables are published, the message names the page, and a later run writes it', async () => {
    const folder = shop()
    const home = join(folder, '.meshwright')
    mkdirSync(home)
    writeFileSync(join(home, 'reports'), 'mine')
    const { code, err } = await meshwright(['run', '--project', DJANGO, '--home', home], folder)
    expect(code).toBe(1)
    expect(err).toMatch(
      /failed {3}report:sales\n +report sales: its tables are published, but \S+reports\/sales\.html cannot be written: a file stands where a folder should be/,
    )
    expect(readFileSync(join(home, 'reports'), 'utf8')).toBe('mine')
    rmSync(join(home, 'reports'))
    const again = await meshwright(['run', '--project', DJANGO, '--home', home], folder)
    expect(again.code, again.err).toBe(0)
    expect(readFileSync(join(home, 'reports', 'sales.html'), 'utf8')).toContain('<html')
  }, 60_000)
})
