import { contract, int64, type PublishMode } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { postgres } from '@meshwright/postgres'
import type { Warehouse } from '@meshwright/sql'
import { startPostgres, type PostgresServer } from '@meshwright/testkit/postgres'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openLineage, openStore, project, prometheus, runProject, type Project, type RunSummary } from '../src/index.ts'

let server: PostgresServer
let home: string
beforeAll(async () => void (server = await startPostgres()))
afterAll(() => server?.stop())
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'meshwright-added-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

const MODES: readonly PublishMode[] = [
  { mode: 'append' },
  { mode: 'merge' },
  { mode: 'replaceInterval', column: 'id', start: '3', end: '9' },
]

function shop(mode: PublishMode, shape: z.ZodRawShape, warehouse: Warehouse, schema: string): Project {
  const row = z.object({ id: int64(), ...shape })
  const orders = contract({ name: 'orders', layer: 'raw', owner: 'tests', description: 'Rows.', key: ['id'], row })
  const connector = files(home, [csv(orders)])
  const streams = connector.streams.map((stream) => ({ ...stream, load: { ...stream.load, mode } }))
  return project({ name: 'shop', warehouse, environment: { name: 'dev', schema }, sources: [{ ...connector, streams }] })
}

const write = (text: string) => writeFileSync(join(home, 'orders.csv'), text)
const failure = ({ tasks }: RunSummary) => tasks.flatMap(({ error }) => error?.message ?? []).join('\n')

async function ask(made: Project, sql: string): Promise<unknown[]> {
  const store = await openStore(made, { home }, 'read')
  try {
    return (await store.query(sql)).rows.map((cells) => [...cells])
  } finally {
    await store.close()
  }
}

describe.each(['DuckDB', 'Postgres'] as const)('a table that loads add to, on %s', (engine) => {
  const warehouse = () => (engine === 'DuckDB' ? duckdb({ threads: 1 }) : postgres(server.url()))
  const schemaOf = (...of: readonly string[]) => (engine === 'DuckDB' ? 'main' : of.join('_').toLowerCase())

  it.each(MODES)('gains the columns of its contract: $mode', async (mode) => {
    const schema = schemaOf('gains', mode.mode)
    const made = (shape: z.ZodRawShape) => shop(mode, shape, warehouse(), schema)
    write('id\n3\n4\n')
    expect(failure(await runProject(made({}), { home }))).toBe('')
    write('id,note\n5,x\n')
    const noted = made({ note: z.string().nullable() })
    expect(failure(await runProject(noted, { home }))).toBe('')
    const old = mode.mode === 'replaceInterval' ? [] : ([3n, 4n].map((id) => [id, null]) as unknown[])
    expect(await ask(noted, `select id, note from ${schema}.orders order by id`)).toEqual([...old, [5n, 'x']])
  })

  it.each([...MODES, { mode: 'snapshot', at: '2026-01-01T00:00:00Z' } as const])(
    'is published with the rows that it then has: $mode',
    async (mode) => {
      const schema = schemaOf('counted', mode.mode)
      const made = shop(mode, { note: z.string() }, warehouse(), schema)
      const gate = ({ tasks }: RunSummary) =>
        tasks.filter(({ task }) => task.kind === 'gate').map(({ rows, written }) => ({ rows, written }))
      const has = async () => Number(((await ask(made, `select count(*) from ${schema}.orders`))[0] as [bigint])[0])
      write('id,note\n3,a\n4,b\n')
      expect(gate(await runProject(made, { home }))).toEqual([{ rows: 2, written: 2 }])
      write('id,note\n5,c\n')
      const second = await runProject(made, { home })
      expect(failure(second)).toBe('')
      expect(gate(second)).toEqual([{ rows: await has(), written: 1 }])
      write('id,note\n7,d\n8,e\n')
      const [metrics, lineage] = [join(home, 'shop.prom'), join(home, 'lineage.jsonl')]
      await runProject(made, { home, observers: [prometheus({ file: metrics }), openLineage({ file: lineage })] })
      expect(readFileSync(metrics, 'utf8')).toContain(
        `meshwright_table_rows{project="shop",environment="dev",table="orders"} ${await has()}\n`,
      )
      // A lineage service is told what was written.
      expect(readFileSync(lineage, 'utf8').match(/"rowCount":\d+/g)).toEqual(['"rowCount":2', '"rowCount":2'])
      expect(await ask(made, `select row_count from ${schema}.mw_publication order by run_id desc limit 1`)).toEqual([
        [BigInt(await has())],
      ])
    },
  )

  it('is checked as it would be: a key that is there already, rows without the new column', async () => {
    const schema = schemaOf('checked')
    const made = (shape: z.ZodRawShape, mode: PublishMode = { mode: 'append' }) => shop(mode, shape, warehouse(), schema)
    write('id\n3\n4\n')
    expect(failure(await runProject(made({}), { home }))).toBe('')
    write('id\n4\n5\n')
    expect(failure(await runProject(made({}), { home }))).toMatch(/^orders: id_unique: [^]*\nIt stays as it was published/)
    expect(failure(await runProject(made({}, { mode: 'merge' }), { home }))).toBe('')
    write('id,note\n6,x\n')
    expect(failure(await runProject(made({ note: z.string() }), { home }))).toMatch(/^orders: note_not_null: 3 of 4 rows/)
    expect(await ask(made({}), `select id from ${schema}.orders order by id`)).toEqual([[3n], [4n], [5n]])
  })

  it('keeps its types, and says what to do', async () => {
    const schema = schemaOf('typed')
    const made = (shape: z.ZodRawShape) => shop({ mode: 'append' }, shape, warehouse(), schema)
    write('id,note\n3,4\n')
    expect(failure(await runProject(made({ note: z.string() }), { home }))).toBe('')
    write('id,note\n4,5\n')
    expect(failure(await runProject(made({ note: int64() }), { home }))).toBe(
      'orders: column "note" is string in the published table and int64 in the contract; append cannot change a type: publish once with replace, or give the contract a new version',
    )
  })
})
