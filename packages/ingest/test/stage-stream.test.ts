import {
  contract,
  decimal,
  int64,
  rowOnly,
  type AnyContract,
  type BatchRowSource,
  type Cell,
  type LoadPolicy,
  type RowBatch,
  type Stream,
} from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { SHOWN_ROWS, type Store } from '@meshwright/sql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { stageStream, type StageOutcome, type StageRequest } from '../src/index.ts'

const about = { layer: 'raw', owner: 'tests', description: 'Rows.' } as const
const people = contract({
  ...about,
  name: 'people',
  key: ['id'],
  row: z.object({ id: int64({ min: 1n }), name: z.string().nullable(), paid: decimal(10, 2) }),
})
const NOW = new Date('2026-01-02T03:04:05.678Z')
const warehouse = duckdb()
let store: Store
let loads = 0
beforeEach(async () => {
  store = await (warehouse.scratch as NonNullable<typeof warehouse.scratch>)()
})
afterEach(() => store.close())

/** A stream over rows in memory: the plainest connector there is. */
function streamOf(
  of: AnyContract,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  policy: Partial<LoadPolicy> = {},
  more: Partial<BatchRowSource> = {},
): Stream {
  const batch: RowBatch = { columns, rows, position: (index) => ({ record: index + 1, line: index + 2 }) }
  const source: BatchRowSource = {
    kind: 'rows',
    label: 'rows.csv',
    fingerprint: 'v1',
    columns,
    modifiedAt: undefined,
    why: 'the rows are in memory',
    async *batches() {
      yield batch
    },
    ...more,
  }
  return {
    contract: of,
    connector: 'memory',
    origin: 'memory',
    load: { mode: { mode: 'replace' }, ...policy },
    options: null,
    open: async () => source,
  }
}

const NAMES = ['id', 'name', 'paid'] as const
const stage = (
  stream: Stream,
  last?: StageRequest['last'],
  more: Pick<StageRequest, 'interval' | 'onProgress' | 'addedTo'> = {},
): Promise<StageOutcome> => {
  loads++
  return stageStream({
    stream,
    store,
    dialect: warehouse.dialect,
    loadId: `load-${loads}`,
    staged: { schema: 'main', table: `staged_${loads}` },
    stagedRejects: { schema: 'main', table: `rejects_${loads}` },
    ...(last === undefined ? {} : { last }),
    ...more,
    now: NOW,
    signal: AbortSignal.timeout(20_000),
  })
}
const rowsOf = async (outcome: StageOutcome) => {
  if (outcome.outcome === 'unchanged') throw new Error('nothing was staged')
  return (await store.query(`select * from main.${outcome.sealed.staged.table} order by 1, 2`)).rows.map((row) => [...row])
}
const rejectsOf = async (outcome: StageOutcome) => {
  if (outcome.outcome === 'unchanged' || outcome.rejects === undefined) return []
  return (
    await store.query(`select record, line, column_name, reason, raw from main.${outcome.rejects.table} order by record, column_name`)
  ).rows.map((row) => [...row])
}

describe('staging a stream', () => {
  it('types, counts and seals', async () => {
    const outcome = await stage(
      streamOf(people, NAMES, [
        ['1', 'Ada', '5'],
        ['2', '', '7.50'],
        ['3', null, '0.1'],
      ]),
    )
    expect(outcome).toMatchObject({
      outcome: 'sealed',
      rejects: undefined,
      sealed: {
        path: 'rows',
        why: 'the rows are in memory',
        counts: { read: 3, loaded: 3, rejected: 0, duplicate: 0, filtered: 0 },
        cursor: null,
      },
    })
    expect(await rowsOf(outcome)).toEqual([
      [1n, 'Ada', '5.00'],
      [2n, '', '7.50'],
      [3n, null, '0.10'],
    ])
  })

  it('keeps each reason of each row that does not fit, and refuses the load over its threshold', async () => {
    const rows = [
      ['1', 'Ada', '5'],
      ['x', 'Bob', '1,5'],
      ['0', 'Cy', '5'],
      [null, 'Di', '5.001'],
    ]
    const refused = await stage(streamOf(people, NAMES, rows))
    expect(refused.outcome).toBe('refused')
    if (refused.outcome !== 'refused') return
    expect(refused.error.code).toBe('too-many-rejected')
    expect(refused.error.message).toContain('rows.csv:3  column id: "x" is not an int64')
    expect(refused.error.message).toContain('3 rows of 4 rejected in rows.csv, 0 allowed')
    const rejects = await rejectsOf(refused)
    expect(rejects.map((row) => row.slice(0, 3))).toEqual([
      [2n, 3n, 'id'],
      [2n, 3n, 'paid'],
      [3n, 4n, 'id'],
      [4n, 5n, 'id'],
      [4n, 5n, 'paid'],
    ])
    expect(rejects[2]?.[3]).toBe('column id: 0 is not >= 1')
    expect(rejects[0]?.[4]).toBe('{"id":"x","name":"Bob","paid":"1,5"}')

    const accepted = await stage(streamOf(people, NAMES, rows, { maxRejected: { share: 0.75 } }))
    expect(accepted).toMatchObject({ outcome: 'sealed', sealed: { counts: { read: 4, loaded: 1, rejected: 3 } } })
  })

  it('takes a share as it is written: 29% of 100 rows are 29, which doubles make less', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => [index < 29 ? 'x' : String(index), 'Ada', '5'])
    const accepted = await stage(streamOf(people, NAMES, rows, { maxRejected: { share: 0.29 } }))
    expect(accepted).toMatchObject({ outcome: 'sealed', sealed: { counts: { rejected: 29 } } })
    const refused = await stage(streamOf(people, NAMES, [...rows.slice(1), ['x', 'Bob', '5']], { maxRejected: { share: 0.28 } }))
    expect(refused).toMatchObject({ outcome: 'refused' })
  })

  it('shows twenty reasons, and says so where there are more', async () => {
    const refused = async (count: number) => {
      const outcome = await stage(
        streamOf(
          people,
          NAMES,
          Array.from({ length: count }, () => ['x', 'Ada', 'y']),
        ),
      )
      return outcome.outcome === 'refused' ? outcome.error.message : ''
    }
    expect(await refused(10)).not.toContain('…')
    expect(await refused(11)).toMatch(/\n…\n11 rows of 11 rejected/)
  })

  it('fails on a missing column, names the one that was meant, and leaves out and names further ones', async () => {
    await expect(stage(streamOf(people, ['id', 'nmae', 'paid'], []))).rejects.toMatchObject({ code: 'columns-missing' })
    await expect(stage(streamOf(people, ['id', 'nmae', 'paid'], []))).rejects.toThrow(
      'rows.csv: column "name" is missing\nrows.csv: column "nmae" is not in the contract; did you mean "name"?',
    )
    const outcome = await stage(streamOf(people, ['paid', 'extra', 'id', 'name'], [['5', 'x', '1', 'Ada']]))
    expect(outcome).toMatchObject({ sealed: { ignoredColumns: ['extra'] } })
    expect(await rowsOf(outcome)).toEqual([[1n, 'Ada', '5.00']])
  })

  it('names what records hold beyond the contract, where each names its own columns: a renamed key would be null unseen', async () => {
    const records = (columns: readonly string[], rows: readonly (readonly Cell[])[]) =>
      streamOf(people, columns, rows, {}, { columns: undefined })
    const outcome = await stage(records(['id', 'name', 'paid', 'nmae'], [['1', null, '5', 'Ada']]))
    expect(outcome).toMatchObject({ outcome: 'sealed', sealed: { ignoredColumns: ['nmae'] } })
    expect(await rowsOf(outcome)).toEqual([[1n, null, '5.00']])
    const days = Array.from({ length: 300 }, (_, day) => `day ${day}`)
    const many = await stage(records([...NAMES, ...days], [['1', null, '5', ...days]]))
    expect(many).toMatchObject({ sealed: { ignoredColumns: days.slice(0, 100) } })
  })

  it('drops identical rows; different rows of one key need an order that says which survives', async () => {
    const rows = [
      ['1', 'Ada', '5'],
      ['1', 'Ada', '5.00'],
      ['2', 'Bob', '1'],
      ['2', 'Bob', '9'],
    ]
    const conflict = await stage(streamOf(people, NAMES, rows))
    expect(conflict).toMatchObject({
      outcome: 'refused',
      error: { code: 'key-conflict', problems: ['people: id 2 has different rows'] },
    })
    const ordered = await stage(streamOf(people, NAMES, rows, { dedupBy: [{ column: 'paid', order: 'desc' }] }))
    expect(ordered).toMatchObject({ sealed: { counts: { read: 4, loaded: 2, rejected: 0, duplicate: 2, filtered: 0 } } })
    expect(await rowsOf(ordered)).toEqual([
      [1n, 'Ada', '5.00'],
      [2n, 'Bob', '9.00'],
    ])
  })

  it('drops identical rows of a key, nulls in them too, and the table that held them', async () => {
    const outcome = await stage(
      streamOf(people, NAMES, [
        ['1', 'Ada', '5'],
        ['2', null, '1'],
        ['1', 'Ada', '5.00'],
        ['2', null, '1'],
      ]),
    )
    expect(outcome).toMatchObject({ outcome: 'sealed', sealed: { counts: { read: 4, loaded: 2, duplicate: 2 } } })
    expect(await rowsOf(outcome)).toEqual([
      [1n, 'Ada', '5.00'],
      [2n, null, '1.00'],
    ])
    const staged = outcome.outcome === 'sealed' ? outcome.sealed.staged.table : undefined
    expect((await store.list('main')).map(({ name }) => name.table)).toEqual([staged])
  })

  it('names the first keys of which there are different rows, in their order', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => 30 - index)
    const rows = ids.flatMap((id) => ['a', 'b'].map((name) => [`${id}`, name, '1']))
    const outcome = await stage(streamOf(people, NAMES, rows))
    const problems = outcome.outcome === 'refused' ? outcome.error.problems : []
    expect(problems).toEqual(Array.from({ length: problems.length }, (_, index) => `people: id ${index + 1} has different rows`))
    expect(problems).toHaveLength(SHOWN_ROWS)
    expect(outcome.outcome === 'refused' && outcome.error.message).toContain(`${problems.at(-1)}\nand more\nOne key`)
  })

  it('rows that the table has already, to which they are added, are duplicates; a column that it lacks is null in it', async () => {
    await store.query("create table kept as select * from (values (1, 'Ada'), (2, null), (3, 'Cy')) as t (id, name)")
    const addedTo = { schema: 'main', table: 'kept' }
    const more = contract({
      ...about,
      name: 'people',
      key: ['id'],
      row: z.object({ id: int64(), name: z.string().nullable(), paid: decimal(10, 2).nullable() }),
    })
    const rows = [
      ['1', 'Ada', null],
      ['2', null, null],
      ['3', 'Cy', '1'],
      ['4', null, null],
      ['4', null, null],
    ]
    const outcome = await stage(streamOf(more, NAMES, rows), undefined, { addedTo })
    expect(outcome).toMatchObject({ outcome: 'sealed', sealed: { counts: { read: 5, loaded: 2, duplicate: 3 } } })
    expect(await rowsOf(outcome)).toEqual([
      [3n, 'Cy', '1.00'],
      [4n, null, null],
    ])
    const staged = outcome.outcome === 'sealed' ? outcome.sealed.staged.table : undefined
    expect((await store.list('main')).map(({ name }) => name.table).toSorted()).toEqual(['kept', staged].toSorted())
    const none = await stage(streamOf(more, NAMES, [['5', null, null]]), undefined, { addedTo })
    expect(none).toMatchObject({ sealed: { counts: { loaded: 1, duplicate: 0 } } })
    expect(await rowsOf(none)).toEqual([[5n, null, null]])
    const keyless = contract({ ...about, name: 'people', row: z.object({ id: int64(), name: z.string().nullable() }) })
    const twice = await stage(
      streamOf(
        keyless,
        ['id', 'name'],
        [
          ['1', 'Ada'],
          ['1', 'Ada'],
        ],
      ),
      undefined,
      { addedTo },
    )
    expect(twice).toMatchObject({ sealed: { counts: { loaded: 2, duplicate: 0 } } })
  })

  it('reads each batch by the columns that it names itself', async () => {
    const outcome = await stage(
      streamOf(
        people,
        NAMES,
        [],
        {},
        {
          columns: undefined,
          async *batches() {
            yield { columns: NAMES, rows: [['1', 'Ada', '5']], position: () => ({ record: 1 }) }
            yield { columns: ['paid', 'id'], rows: [['7', '2']], position: () => ({ record: 2 }) }
          },
        },
      ),
    )
    expect(await rowsOf(outcome)).toEqual([
      [1n, 'Ada', '5.00'],
      [2n, null, '7.00'],
    ])
  })

  it('is unchanged when contract, stream and source are what they were; a source without fingerprint is read again', async () => {
    const first = await stage(streamOf(people, NAMES, [['1', 'Ada', '5']]))
    const fingerprint = first.outcome === 'sealed' ? first.sealed.fingerprint : null
    const last = { fingerprint, cursor: undefined }
    expect(await stage(streamOf(people, NAMES, []), last)).toEqual({ outcome: 'unchanged', label: 'rows.csv' })
    expect((await stage(streamOf(people, NAMES, [], { maxRejected: { rows: 1 } }), last)).outcome).toBe('sealed')
    const other = contract({
      ...about,
      name: 'people',
      key: ['id'],
      row: z.object({ id: int64(), name: z.string().nullable(), paid: decimal(10, 2) }),
    })
    expect((await stage(streamOf(other, NAMES, []), last)).outcome).toBe('sealed')
    expect((await stage({ ...streamOf(people, NAMES, []), options: { sheet: 2 } }, last)).outcome).toBe('sealed')
    expect((await stage(streamOf(people, NAMES, [], {}, { fingerprint: 'v2' }), last)).outcome).toBe('sealed')
    for (let again: string | null = fingerprint, time = 0; time < 2; time++) {
      const unknown = await stage(streamOf(people, NAMES, [], {}, { fingerprint: undefined }), { ...last, fingerprint: again })
      expect(unknown).toMatchObject({ outcome: 'sealed', sealed: { fingerprint: null } })
      again = unknown.outcome === 'sealed' ? unknown.sealed.fingerprint : again
    }
  })

  it('goes on from the cursor of the last load, within the interval, and tells how many rows it has read', async () => {
    const asked: unknown[] = []
    const told: number[] = []
    const part = (label: string, cursor: string, broken: number): BatchRowSource => ({
      ...(source as BatchRowSource),
      label,
      cursor: () => ({ after: cursor }),
      async *batches() {
        yield {
          columns: NAMES,
          rows: [[`${label.length}`, label, '1']],
          position: () => ({ record: 1 }),
          broken: Array.from({ length: broken }, (_, index) => ({ position: { record: index + 2 }, raw: '?', reason: 'is no row' })),
        }
      },
    })
    const stream = streamOf(people, NAMES, [], { maxRejected: { rows: 3 } })
    const source = await stream.open({ cursor: undefined, signal: new AbortController().signal, now: NOW })
    const interval = { start: new Date('2026-01-01T00:00:00Z'), end: new Date('2026-01-02T00:00:00Z') }
    const outcome = await stage(
      {
        ...stream,
        open: async ({ cursor, interval: within, now }) => {
          asked.push([cursor, within, now])
          return { ...source, kind: 'parts', parts: [part('a', '1', 2), part('bb', '2', 1)] }
        },
      },
      { fingerprint: null, cursor: { after: '0' } },
      { interval, onProgress: (rows) => told.push(rows) },
    )
    expect(asked).toEqual([[{ after: '0' }, interval, NOW]])
    expect(told).toEqual([3, 5])
    expect(outcome).toMatchObject({ sealed: { counts: { read: 5, loaded: 2, rejected: 3 }, cursor: { after: '2' } } })
    expect((await store.query(`select file, record from main.rejects_${loads} order by all`)).rows).toEqual([
      ['a', 2n],
      ['a', 3n],
      ['bb', 2n],
    ])
  })

  it('hides what is classified: neither value nor row is kept', async () => {
    const secret = contract({
      ...about,
      name: 'secret',
      row: z.object({ id: int64(), email: z.email().meta({ classification: 'pii.email' }) }),
    })
    const outcome = await stage(
      streamOf(
        secret,
        ['id', 'email'],
        [
          ['1', 'ada-at-home'],
          ['x', 'bob@example.com'],
        ],
      ),
    )
    const text = JSON.stringify(
      [await rejectsOf(outcome), outcome.outcome === 'refused' ? outcome.error.message : ''],
      (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value),
    )
    const broken = { position: { record: 1 }, raw: '7;eve@example.com', reason: 'has 1 field, and the header has 2' }
    const cut = await stage(
      streamOf(
        secret,
        ['id', 'email'],
        [],
        {},
        {
          async *batches() {
            yield { columns: ['id', 'email'], rows: [], position: () => ({ record: 0 }), broken: [broken] }
          },
        },
      ),
    )
    expect(await rejectsOf(cut)).toEqual([[1n, null, null, 'has 1 field, and the header has 2', null]])
    expect(text).not.toContain('ada-at-home')
    expect(text).not.toContain('bob@example.com')
    expect(text).toContain('an e-mail address')
  })

  it('hides a classified key of which there are different rows, and shows the rest of it', async () => {
    const members = contract({
      ...about,
      name: 'members',
      key: ['email', 'year'],
      row: z.object({ email: z.email().meta({ classification: 'pii.email' }), year: int64(), name: z.string() }),
    })
    const rows = ['bob@example.com', 'ada@example.com'].flatMap((email) => ['x', 'y'].map((name) => [email, '2026', name]))
    const outcome = await stage(streamOf(members, ['email', 'year', 'name'], rows))
    expect(outcome).toMatchObject({
      outcome: 'refused',
      error: { code: 'key-conflict', problems: ['members: email [classified], year 2026 has different rows'] },
    })
    expect(outcome.outcome === 'refused' && outcome.error.message).not.toContain('example.com')
  })

  it('tests a refinement that only JavaScript can test, row by row', async () => {
    const even = contract({
      ...about,
      name: 'even',
      row: z.object({ word: rowOnly(z.string().refine((text) => text === [...text].reverse().join(''), 'is no palindrome')) }),
    })
    const outcome = await stage(streamOf(even, ['word'], [['level'], ['stage']]))
    expect(await rejectsOf(outcome)).toMatchObject([[2n, 3n, 'word', 'column word: is no palindrome', '{"word":"stage"}']])
  })

  it('keeps the rejects of a source that is nothing but garbage, and holds a bounded part of them', async () => {
    const [batches, each] = [9, 10_000]
    let [given, taken, most] = [0, 0, 0]
    const load = store.load.bind(store)
    store.load = (request) => {
      const { source, staged } = request
      if (!staged.table.startsWith('rejects') || source.kind !== 'rows') return load(request)
      async function* counted(rows: typeof source) {
        if (rows.kind !== 'rows') return
        for await (const batch of rows.batches) {
          taken += batch.length
          yield batch
        }
      }
      return load({ ...request, source: { kind: 'rows', batches: counted(source) } })
    }
    const garbage: Partial<BatchRowSource> = {
      async *batches() {
        for (let batch = 0; batch < batches; batch++) {
          given += each
          most = Math.max(most, given - taken)
          const rows = Array.from({ length: each }, (_, index) => [`x${index}`, null, '1'])
          yield { columns: NAMES, rows, position: (index) => ({ record: batch * each + index + 1 }) }
        }
      },
    }
    const outcome = await stage(streamOf(people, NAMES, [], {}, garbage))
    const rejected = batches * each
    expect(outcome).toMatchObject({ outcome: 'refused', sealed: { counts: { read: rejected, loaded: 0, rejected } } })
    expect(outcome.outcome === 'refused' && outcome.error.problems.length).toBe(20)
    expect((await store.query(`select count(*), count(distinct record) from main.rejects_${loads}`)).rows[0]).toEqual([
      BigInt(rejected),
      BigInt(rejected),
    ])
    expect(most).toBeLessThan(0.75 * rejected)
  })

  it.each([0, 3])('fails, and does not wait, when the rejects can no longer be written after %i batches', async (written) => {
    const load = store.load.bind(store)
    store.load = async (request) => {
      const { source, staged } = request
      if (!staged.table.startsWith('rejects') || source.kind !== 'rows') return load(request)
      let count = 0
      for await (const _ of source.batches) if (++count > written) break
      throw new Error('the disk is full')
    }
    const rows = Array.from({ length: 10_000 }, (_, index) => [`x${index}`, null, '1'])
    const garbage: Partial<BatchRowSource> = {
      async *batches() {
        for (let batch = 0; batch < 10; batch++) {
          await new Promise((resolve) => setImmediate(resolve))
          yield { columns: NAMES, rows, position: (index) => ({ record: index + 1 }) }
        }
      },
    }
    await expect(stage(streamOf(people, NAMES, [], {}, garbage))).rejects.toThrow('the disk is full')
  })

  it('keeps rejects as text that every engine can store, whatever the source holds', async () => {
    const broken = { position: { record: 1 }, reason: `is not JSON: '\0'`, raw: 'a\0b\ud800c' }
    const outcome = await stage(
      streamOf(
        people,
        NAMES,
        [],
        {},
        {
          async *batches() {
            yield { columns: NAMES, rows: [], position: () => ({ record: 1 }), broken: [broken] }
          },
        },
      ),
    )
    expect(await rejectsOf(outcome)).toEqual([[1n, null, null, `is not JSON: '\u2400'`, 'a\u2400b\ufffdc']])
    expect(outcome.outcome === 'refused' && outcome.error.problems).toEqual([`rows.csv:record 1  is not JSON: '\u2400'`])
  })

  it('publishes nothing of a load whose counts do not add up', async () => {
    const load = store.load.bind(store)
    // As a defect of an adapter would: more rows are said to be staged than were read.
    store.load = async (request) => {
      const outcome = await load(request)
      return { ...outcome, staged: outcome.staged + 1 }
    }
    await expect(stage(streamOf(people, NAMES, [['1', 'Ada', '5']]))).rejects.toMatchObject({
      code: 'counts-not-conserved',
      message: 'rows.csv: read 1 rows, but loaded 2, rejected 0, duplicate 0: this is a defect of the reader; nothing was published',
    })
  })

  it('a source that breaks off after rows that do not fit leaves no load behind that waits for more of them', async () => {
    const load = store.load.bind(store)
    let loading = 0
    store.load = (request) => {
      loading++
      return load(request).finally(() => loading--)
    }
    const broken = streamOf(
      people,
      NAMES,
      [],
      {},
      {
        async *batches() {
          yield { columns: NAMES, rows: [['x', 'Ada', '5']], position: () => ({ record: 1 }) }
          await store.query('select 1')
          throw new Error('the line went dead')
        },
      },
    )
    await expect(stage(broken)).rejects.toThrow('the line went dead')
    expect(loading).toBe(0)
    expect((await store.list('main')).map(({ name }) => name.table)).toEqual([])
  })
})
