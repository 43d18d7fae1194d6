import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { postgres } from '@meshwright/postgres'
import { expect, onTestFinished, test } from 'vitest'
import { ownServer } from './own-database.ts'

const own = ownServer()
const SCRIPT = fileURLToPath(new URL('./writing-process.ts', import.meta.url))

/** A process whose lease is of so many seconds. */
function writer(settings: { readonly url: string; readonly seconds: number; readonly run?: string; readonly stopAt?: string }) {
  const child = spawn(process.execPath, ['--conditions=@meshwright/source', '--no-warnings', SCRIPT, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'close')
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  return {
    child,
    ended,
    out: () => out,
    async said(what: RegExp): Promise<void> {
      while (!what.test(out)) {
        if (child.exitCode !== null) throw new Error(`it ended without saying ${what}:\n${out}`)
        await sleep(10)
      }
    },
    publish: (id: string) => child.stdin.write(`${id}\n`),
    async end(): Promise<void> {
      child.stdin.end()
      await ended
    },
  }
}

const written = async (url: string) => (await own.sql(url, 'select who from mart.written order by who')).map(({ who }) => who)
const leases = async (url: string) => (await own.sql(url, 'select run from mart.mw_lease')).map(({ run }) => run)

const NEVER = new AbortController().signal
const place = (waitSeconds: number) => ({
  home: '',
  environment: { name: 'test', schema: 'mart', reads: {} },
  signal: NEVER,
  access: 'write' as const,
  waitSeconds,
})

test('of processes that begin at the same time one writes, and the others after it', async () => {
  const url = await own.database()
  const all = [writer({ url, seconds: 10 }), writer({ url, seconds: 10 }), writer({ url, seconds: 10 })]
  for (let left = all; left.length > 0;) {
    const first = await Promise.race(left.map((each) => each.said(/^open$/m).then(() => each)))
    const others = left.filter((each) => each !== first)
    first.publish(`w${left.length}`)
    await first.said(/^dropped$/m)
    expect(others.filter((each) => /^open$/m.test(each.out()))).toEqual([])
    await first.end()
    left = others
  }
  expect(await written(url)).toEqual(['w1', 'w2', 'w3'])
  expect(await leases(url)).toEqual([])
})

test('processes of one run write at the same time, and another run waits for both', async () => {
  const url = await own.database()
  const [first, second] = [writer({ url, seconds: 10, run: 'nightly' }), writer({ url, seconds: 10, run: 'nightly' })]
  await Promise.all([first.said(/^open$/m), second.said(/^open$/m)])
  expect(await leases(url)).toEqual(['nightly', 'nightly'])
  const other = writer({ url, seconds: 10, run: 'weekly' })
  await other.said(
    /waits: .*schema mart, is being written by process \d+ on \S+ \(run nightly\), since \d\d:\d\d:\d\d UTC; waiting up to 20 s\. If it is gone, its lease ends by itself in \d+ s$/m,
  )
  for (let round = 0; round < 10; round++) {
    first.publish(`a${round}`)
    second.publish(`b${round}`)
  }
  await Promise.all([first.said(/published a9/), second.said(/published b9/)])
  await first.end()
  await sleep(600)
  expect(other.out()).not.toMatch(/^open$/m)
  await second.end()
  await other.said(/^open$/m)
  await other.end()
  expect(await written(url)).toHaveLength(20)
})

test('of processes of one run one publishes at a time', async () => {
  const url = await own.database()
  const first = writer({ url, seconds: 10, run: 'nightly', stopAt: 'publish:commit' })
  const second = writer({ url, seconds: 10, run: 'nightly' })
  await Promise.all([first.said(/^open$/m), second.said(/^open$/m)])
  first.publish('a')
  const waiting = (what: string) =>
    own.sql(url, `select count(*)::int as n from pg_stat_activity where datname = current_database() and ${what}`)
  await expect.poll(() => waiting("state = 'idle in transaction'")).toEqual([{ n: 1 }])
  second.publish('b')
  await expect.poll(() => waiting("wait_event_type = 'Lock'")).toEqual([{ n: 1 }])
  first.child.kill('SIGCONT')
  await Promise.all([first.said(/^published a$/m), second.said(/^published b$/m)])
  await Promise.all([first.end(), second.end()])
  expect(await written(url)).toEqual(['a', 'b'])
})

test('a process that stood still for longer than its lease changes nothing any more, and is told who writes', async () => {
  const url = await own.database()
  const paused = writer({ url, seconds: 1 })
  await paused.said(/^open$/m)
  paused.publish('before')
  await paused.said(/^dropped$/m)
  paused.child.kill('SIGSTOP')
  const other = writer({ url, seconds: 1 })
  await other.said(/^open$/m)
  expect(other.out()).toMatch(/waits: .*process \d+ on \S+, since .* did not renew its lease, which is taken over/)
  paused.publish('after')
  paused.child.kill('SIGCONT')
  await paused.said(/lease-lost.*lease-lost/s)
  const lost = new RegExp(
    `lease-lost: this process stood still, .* longer than the 1 s of its lease, and process ${other.child.pid} on \\S+, since .* writes schema mart since`,
  )
  expect(paused.out()).toMatch(lost)
  expect(paused.out().match(/[a-z]+-lost(?=:)/g)).toEqual(['lease-lost', 'lease-lost'])
  other.publish('other')
  await other.said(/published other/)
  await Promise.all([paused.end(), other.end()])
  expect(await written(url)).toEqual(['before', 'other'])
})

test('one that stands still in the middle of a commit is ended by the server, and has changed nothing', async () => {
  const url = await own.database()
  const paused = writer({ url, seconds: 1, stopAt: 'publish:records' })
  await paused.said(/^open$/m)
  paused.publish('half')
  const other = writer({ url, seconds: 1 })
  await other.said(/^open$/m)
  other.publish('other')
  await other.said(/published other/)
  paused.child.kill('SIGCONT')
  await paused.said(/connection-failed.*lease-lost/s)
  await Promise.all([paused.end(), other.end()])
  expect(await written(url)).toEqual(['other'])
})

test('one that stands still in the middle of a commit, for longer than its lease, keeps it to the end of the commit', async () => {
  const url = await own.database()
  const paused = writer({ url, seconds: 1, stopAt: 'publish:commit' })
  await paused.said(/^open$/m)
  paused.publish('half')
  const other = writer({ url, seconds: 1 })
  await other.said(/waits:/)
  const began = performance.now()
  await expect(postgres(url).open(place(2))).rejects.toMatchObject({ code: 'locked' })
  expect(performance.now() - began).toBeLessThan(4000)
  expect(other.out()).not.toMatch(/^open$/m)
  paused.child.kill('SIGCONT')
  await paused.said(/^published half$/m)
  expect(other.out()).not.toMatch(/^open$/m)
  await paused.end()
  await other.said(/^open$/m)
  await other.end()
  expect(await written(url)).toEqual(['half'])
})

const ID = { name: 'id', type: { type: 'int64' }, nullable: false, rules: [] } as const
const name = (table: string) => ({ schema: 'mart', table })

async function* rows(id: bigint) {
  yield [[id]]
}

/** A store that has published a table, and staged another to replace it. */
async function staging(url: string, leaseSeconds: number) {
  const store = await postgres({ url, leaseSeconds }).open(place(5))
  const load = (table: string, id: bigint) =>
    store.load({ staged: name(table), columns: [ID], source: { kind: 'rows', batches: rows(id) }, signal: NEVER })
  const publish = (table: string) =>
    store.publish({
      publishId: table,
      tables: [{ staged: name(table), target: name('kept'), mode: { mode: 'replace' }, columns: [ID], key: ['id'] }],
      views: [],
      records: [],
    })
  await load('first', 1n)
  await publish('first')
  await load('second', 2n)
  return { store, load, publish }
}

/** As if another run had taken the lease over, without this process having had the time to notice. */
const takeOver = (url: string) => own.sql(url, "update mart.mw_lease set token = 'other', run = 'other', holder = 'process 1 on elsewhere'")
const LOST = { code: 'lease-lost', message: expect.stringMatching(/process 1 on elsewhere, since .* writes schema mart since/) as string }

test('a lease that is lost between two renewals is found lost in the transaction that would publish', async () => {
  const url = await own.database()
  const { store, publish } = await staging(url, 30)
  await takeOver(url)
  await expect(publish('second')).rejects.toMatchObject(LOST)
  expect(await own.sql(url, 'select id::int from mart.kept')).toEqual([{ id: 1 }])
  await store.close()
  expect(await leases(url)).toEqual(['other'])
})

test('and in the one that would drop', async () => {
  const url = await own.database()
  const { store } = await staging(url, 30)
  await takeOver(url)
  await expect(store.drop([name('kept')])).rejects.toMatchObject(LOST)
  expect(await own.sql(url, 'select id::int from mart.kept')).toEqual([{ id: 1 }])
  await store.close()
})

test('once a renewal found it lost, nothing is staged any more', async () => {
  const url = await own.database()
  const { store, load } = await staging(url, 1)
  await takeOver(url)
  await sleep(1000)
  await expect(load('third', 3n)).rejects.toMatchObject(LOST)
  expect(await store.inspect(name('third'))).toBeUndefined()
  await store.close()
})

test('the lease of a killed process is taken over when it ends', async () => {
  const url = await own.database()
  const killed = writer({ url, seconds: 1 })
  await killed.said(/^open$/m)
  const next = writer({ url, seconds: 1 })
  await next.said(/^waits:.*\n/m)
  const began = Date.now()
  killed.child.kill('SIGKILL')
  await next.said(/^open$/m)
  expect(Date.now() - began).toBeGreaterThan(300)
  // Whoever waits for it is told at once who had it, and until when.
  const who = `process ${killed.child.pid} on \\S+, since \\d\\d:\\d\\d:\\d\\d UTC`
  expect(next.out()).toMatch(
    new RegExp(
      `^waits: .*${who}; waiting up to 20 s\\. If it is gone, its lease ends by itself in 1 s\nwaits: .*${who} did not renew`,
      'm',
    ),
  )
  await next.end()
})

test('a process whose connections are lost keeps its lease, and renews it', async () => {
  const url = await own.database()
  const first = writer({ url, seconds: 2 })
  await first.said(/^open$/m)
  await own.sql(url, "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'meshwright%'")
  await sleep(2500)
  const other = writer({ url, seconds: 2 })
  await other.said(/waits:/)
  first.publish('a')
  await first.said(/published a/)
  expect(other.out()).not.toMatch(/^open$/m)
  await first.end()
  await other.said(/^open$/m)
  await other.end()
})
