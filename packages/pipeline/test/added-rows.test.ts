import { contract, int64, type PublishMode } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { postgres } from '@meshwright/postgres'
import type { Warehouse } from '@meshwright/sql'
import { startPostgres, type PostgresServer } from '@meshwright/testkit/postgres'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openStore, project, runProject, type Project, type RunSummary } from '../src/index.ts'

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
