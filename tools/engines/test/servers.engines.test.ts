import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startServer } from '../src/start-server.ts'
import { surroundings } from '../src/surroundings.ts'
import { FAKES } from './fake/engines.ts'

const abacus = FAKES[0] as (typeof FAKES)[number]
let cache: string
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'engines-'))
})
afterEach(async () => {
  await engines(['stop'])
  for (const pid of alive()) process.kill(pid, 'SIGKILL')
  await rm(cache, { recursive: true, force: true })
})

const pids = () => join(cache, 'pids')

/** Of all that the servers of a test began, what has not ended. */
function alive(): number[] {
  const began = existsSync(pids()) ? readFileSync(pids(), 'utf8').trim().split('\n').map(Number) : []
  return began.filter((pid) => /^State:\s+[^ZX]/m.test(existsSync(`/proc/${pid}`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : ''))
}

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function begin(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['--conditions=@meshwright/source', join(import.meta.dirname, 'fake', script), ...args], {
    env: { ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning', MESHWRIGHT_ENGINES: cache, PIDS: pids(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  return { child, ended: new Promise((fulfil) => child.on('close', (code) => fulfil({ code, out, err }))) }
}

const engines = (args: readonly string[], env?: NodeJS.ProcessEnv) => begin('start.ts', args, env).ended
const records = async () => (await readdir(join(cache, 'servers')).catch(() => [])).filter((name) => name.endsWith('.json'))
const until = async (what: () => boolean | Promise<boolean>) => {
  while (!(await what())) await sleep(50)
}

describe('a server', () => {
  test('stays when start has returned, is found by status and a second start, and goes as a whole', async () => {
    const started = await engines(['start', 'abacus', '--json'])
    expect(started.code, started.err).toBe(0)
    const [server] = JSON.parse(started.out) as { url: string; folder: string; id: string }[]
    expect(server).toMatchObject({ engine: 'abacus', state: 'started', version: 'abacus 1', password: 'bead' })
    expect(await (await fetch(server?.url ?? '')).text()).toBe('well')
    expect(alive()).toHaveLength(4)

    const status = await engines(['status'])
    expect(status).toEqual({ code: 0, out: `abacus  ready  ${server?.url}\n`, err: '' })
    expect(JSON.parse((await engines(['start', 'abacus', '--json'])).out)).toMatchObject([{ state: 'runs already', id: server?.id }])
    expect((await engines(['start', 'abacus', '--code', cache])).err).toBe(
      'abacus runs already, without files of yours: npx engines stop abacus, then start it again\n',
    )

    expect(await engines(['stop', 'abacus'])).toEqual({ code: 0, out: 'abacus  stopped\n', err: '' })
    expect([alive(), await records(), existsSync(server?.folder ?? '')]).toEqual([[], [], false])
    expect(await engines(['status', 'abacus'])).toEqual({ code: 1, out: '', err: 'abacus: none runs; npx engines start abacus\n' })
  })

  test('one of whose processes was killed is broken, and start makes it whole', async () => {
    const [server] = JSON.parse((await engines(['start', 'abacus', '--json'])).out) as { processes: { name: string; pid: number }[] }[]
    const [counter, keeper] = server?.processes ?? []
    process.kill(counter?.pid ?? 0, 'SIGKILL')
    await until(() => !alive().includes(counter?.pid ?? 0))
    const broken = await engines(['status'])
    expect([broken.code, broken.out]).toEqual([
      1,
      expect.stringMatching(/^abacus {2}broken: its counter ended {2}.*engines stop abacus\n$/),
    ])
    const again = await engines(['start', 'abacus'])
    expect(again.err).toBe('abacus: one is there and not well (its counter ended): it is stopped, and another started\n')
    expect(again.out).toMatch(/^abacus {2}ready in .* http:/)
    expect(alive()).not.toContain(keeper?.pid)
    expect([alive().length, (await records()).length]).toEqual([4, 1])
  })

  test('all of which was killed is told, and removed by the next start', async () => {
    const [server] = JSON.parse((await engines(['start', 'abacus', '--json'])).out) as { folder: string; processes: { pid: number }[] }[]
    for (const { pid } of server?.processes ?? []) process.kill(pid, 'SIGKILL')
    await until(() => alive().length === 2)
    expect((await engines(['status'])).out).toMatch(/^abacus {2}ended: all its processes ended/)
    expect((await engines(['doctor', 'abacus'])).out).toContain('left        of abacus')
    const again = await engines(['start', 'abacus'])
    expect([again.code, again.err]).toEqual([0, 'abacus: removed what was left of one that ended by itself\n'])
    expect([alive().length, existsSync(server?.folder ?? '')]).toEqual([4, false])
  })

  test('that is started twice at once is started once', async () => {
    const both = await Promise.all([engines(['start', 'abacus', '--json']), engines(['start', 'abacus', '--json'])])
    const states = both.map(({ out }) => (JSON.parse(out) as { state: string }[])[0]?.state)
    expect(states.toSorted()).toEqual(['runs already', 'started'])
    expect(alive()).toHaveLength(4)
  })

  test('that does not heed its signal is killed', { timeout: 60_000 }, async () => {
    await engines(['start', 'abacus'], { FAKE: 'stubborn' })
    expect((await engines(['stop', '--grace', 'soon'])).code).toBe(2)
    expect((await engines(['stop', '--grace', '1'])).code).toBe(0)
    expect(alive()).toEqual([])
  })
})

describe('a start', () => {
  test('whose server ends says what it wrote last, and leaves nothing', async () => {
    const { code, out, err } = await engines(['start', 'abacus'], { FAKE: 'dies' })
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('abacus did not start: its counter ended before it was ready\n')
    expect(err).toContain('counter wrote last:\n  reading the settings\n  no such setting: colour\n')
    expect([alive(), await records()]).toEqual([[], []])
  })

  test('whose server does not become ready says so in time, and leaves nothing', async () => {
    Object.assign(process.env, { PIDS: pids(), FAKE: 'silent' })
    const begun = startServer(abacus, { readyMs: 1500 }, surroundings({ MESHWRIGHT_ENGINES: cache }))
    await expect(begun).rejects.toThrow(
      /^abacus did not start: it was not ready after 1.5 s: http:\S+ does not answer\ncounter wrote last:\n {2}reading the settings/,
    )
    delete process.env['FAKE']
    expect([alive(), await records()]).toEqual([[], []])
  })

  test('whose port another process took is tried again, and then fails', async () => {
    const { code, err } = await engines(['start', 'abacus'], { FAKE: 'taken' })
    expect([code, err.match(/another process took its port; once more/g)?.length]).toEqual([1, 2])
    expect([alive(), await records()]).toEqual([[], []])
  })

  test('that is interrupted leaves nothing', async () => {
    const { child, ended } = begin('start.ts', ['start', 'abacus'], { FAKE: 'silent' })
    await until(() => alive().length === 4)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 1, err: 'interrupted: what was started is stopped\n' })
    expect([alive(), await records()]).toEqual([[], []])
  })

  test('that is killed is told, and the next one removes what it left', async () => {
    const { child, ended } = begin('start.ts', ['start', 'abacus'], { FAKE: 'silent' })
    await until(() => alive().length === 4)
    child.kill('SIGKILL')
    await ended
    expect((await engines(['status'])).out).toMatch(/^abacus {2}ended: its start was broken off/)
    expect((await engines(['start', 'abacus'])).code).toBe(0)
    expect([alive().length, (await records()).length]).toEqual([4, 1])
  })

  test('of a program that is no server says so', async () => {
    expect(await engines(['start', 'ruler'])).toEqual({
      code: 1,
      out: '',
      err: 'ruler is a thing that measures: a program that is called, not a server that is started\n',
    })
  })
})

test('a server of a test ends with the test, however that ends', async () => {
  const { child, ended } = begin('owner.ts', [])
  await until(async () => (await records()).length === 1 && alive().length === 4)
  await until(async () => JSON.parse(readFileSync(join(cache, 'servers', (await records())[0] ?? ''), 'utf8')).phase === 'running')
  expect((await engines(['stop'])).err).toBe('nothing runs\n')
  child.kill('SIGKILL')
  await ended
  await until(async () => (await records()).length === 0)
  expect(alive()).toEqual([])
})

test('what is typed wrongly is told with what was meant', async () => {
  expect(await engines(['strat'])).toMatchObject({
    code: 2,
    err: 'error there is no command "strat"; did you mean "start"?\nnpx engines --help\n',
  })
  expect((await engines(['start', 'abakus'])).err).toContain('there is no engine "abakus"; did you mean "abacus"?')
  expect((await engines(['start', 'abacus', '--cod', '.'])).err).toContain('there is no option --cod; did you mean "code"?')
  expect((await engines(['start'])).err).toContain('start: name one or more of abacus\n')
  expect(await engines([])).toMatchObject({ code: 2 })
  const help = await engines(['start', '--help'])
  expect([help.code, help.out]).toEqual([0, expect.stringContaining('npx engines start airflow2 airflow3 dagster --json')])
  expect((await engines(['--help'])).out).toMatch(/abacus +counts · can be started/)
})

test('doctor says what is missing and what to do; install fails with it', async () => {
  const doctor = await engines(['doctor'])
  expect(doctor.code).toBe(1)
  expect(doctor.out).toMatch(/^abacus +abacus 1\n +\S+\nruler +missing\n +there is no wood: plant a tree\ncache/)
  expect(await engines(['install', 'ruler'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('ruler is missing: there is no wood: plant a tree'),
  })
})
