import { contract, decimal, int64 } from '@meshwright/contracts'
import { csv, files } from '@meshwright/files'
import { model } from '@meshwright/models'
import { checks } from '@meshwright/quality'
import { orZero, sum, type Warehouse } from '@meshwright/sql'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { openStore, project, type Project, type ProjectDefinition } from '../src/index.ts'

const about = { owner: 'tests', description: 'Rows.' } as const
const customers = contract({ ...about, name: 'customers', layer: 'raw', key: ['id'], row: z.object({ id: int64(), name: z.string() }) })
export const orders = contract({
  ...about,
  name: 'orders',
  layer: 'raw',
  key: ['id'],
  row: z.object({ id: int64(), customer_id: int64(), amount: decimal(12, 2, { min: '0' }) }),
  references: { customer_id: () => customers },
})
export const totals = contract({
  ...about,
  name: 'totals',
  layer: 'mart',
  key: ['customer_id'],
  row: z.object({ customer_id: int64(), amount: decimal(38, 2) }),
})
export const grand = contract({ ...about, name: 'grand', layer: 'mart', row: z.object({ amount: decimal(38, 2) }) })

const totalsModel = model(totals, { o: orders }, (db) =>
  db
    .selectFrom('o')
    .select(({ ref }) => ['o.customer_id', orZero(sum(ref('o.amount'))).as('amount')])
    .groupBy('o.customer_id'),
)
export const grandModel = model(
  grand,
  { t: totals },
  (db) => db.selectFrom('t').select(({ ref }) => orZero(sum(ref('t.amount'))).as('amount')),
  {
    materialization: 'view',
  },
)

/** Two files, a table over one of them, and a view over that; one row of the orders is a reject. */
export function shop(folder: string, warehouse: Warehouse, change: Partial<ProjectDefinition> = {}): Project {
  return project({
    name: 'shop',
    warehouse,
    sources: [files(folder, [csv(customers), csv(orders, { maxRejected: 1 })])],
    models: [totalsModel, grandModel],
    checks: [checks(orders, (check) => [check.rowCount({ min: 1 })])],
    ...change,
  })
}

/** What the files hold first, and after a change that touches every table. */
export const FILES = {
  old: {
    customers: 'id,name\n1,Ada\n2,"Bob ""the"" 山"\n',
    orders: 'id,customer_id,amount\n10,1,5.00\n11,2,7.50\n12,1,1\n13,1,x\n',
  },
  new: {
    customers: 'id,name\n1,Ada\n2,Bob\n3,Cem\n',
    orders: 'id,customer_id,amount\n10,1,6.00\n11,2,8.50\n12,3,2\n13,3,y\n',
  },
} as const

export const PUBLISHED = {
  old: {
    customers: [
      ['1', 'Ada'],
      ['2', 'Bob "the" 山'],
    ],
    orders: [
      ['10', '1', '5.00'],
      ['11', '2', '7.50'],
      ['12', '1', '1.00'],
    ],
    totals: [
      ['1', '6.00'],
      ['2', '7.50'],
    ],
    grand: [['13.50']],
  },
  new: {
    customers: [
      ['1', 'Ada'],
      ['2', 'Bob'],
      ['3', 'Cem'],
    ],
    orders: [
      ['10', '1', '6.00'],
      ['11', '2', '8.50'],
      ['12', '3', '2.00'],
    ],
    totals: [
      ['1', '6.00'],
      ['2', '8.50'],
      ['3', '2.00'],
    ],
    grand: [['16.50']],
  },
} as const

export function writeFiles(folder: string, state: keyof typeof FILES): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(FILES[state])) writeFileSync(join(folder, `${name}.csv`), text)
}

export interface Seen {
  /** The rows of every table of the project that is there, as text. */
  readonly tables: Readonly<Record<string, readonly (readonly string[])[]>>
  /** Staged tables that nobody will publish. */
  readonly hidden: readonly string[]
  /** Rows of the records: loads by table and status, published tables. */
  readonly records: readonly string[]
}

/** What somebody who opens the warehouse finds. */
export async function look(made: Project, home: string): Promise<Seen> {
  const store = await openStore(made, { home }, 'read')
  const { schema } = made.environment
  const { identifier } = made.warehouse.dialect
  const read = async (table: string, columns: string, order: string) =>
    (await store.query(`select ${columns} from ${identifier(schema)}.${identifier(table)} order by ${order}`)).rows.map((row) =>
      row.map(String),
    )
  try {
    const names = new Set((await store.list(schema)).map((table) => table.name.table))
    const tables = await Promise.all(
      made.nodes
        .filter(({ contract: { name } }) => names.has(name))
        .map(async ({ contract: { name, columns } }) => [
          name,
          await read(name, columns.map((column) => identifier(column.name)).join(', '), '1'),
        ]),
    )
    return {
      tables: Object.fromEntries(tables) as Seen['tables'],
      hidden: [...names].filter((name) => name.startsWith('mw_stage__')),
      records: names.has('mw_load')
        ? (await read('mw_load', 'table_name, status, rows_read, rows_loaded, rows_rejected', '1, 2')).map((row) => row.join(' '))
        : [],
    }
  } finally {
    await store.close()
  }
}
