import { mkdir, rename, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

// Part of the name, so that a change of the data makes new files.
const VERSION = 1
export const CUSTOMERS = 100_000
export const COUNTRIES = [
  'US',
  'GB',
  'DE',
  'FR',
  'ES',
  'IT',
  'NL',
  'BE',
  'PL',
  'SE',
  'NO',
  'DK',
  'FI',
  'CZ',
  'AT',
  'CH',
  'PT',
  'IE',
  'GR',
  'JP',
]

const countries = `[${COUNTRIES.map((country) => `'${country}'`).join()}]`
const words = "['alpha','beta','gamma','delta','omega','sigma','kappa','theta']"
const chance = (salt: number) => `(hash(i * 1000003 + ${salt}) % 1000000)`

/** 1% of the addresses have no @, 0.5% of the countries are missing, 0.1% of the quantities are below 1. */
const events = (rows: number) => `select i::bigint as id, (hash(i * 7919 + 11) % ${CUSTOMERS} + 1)::bigint as customer_id,
  case when ${chance(1)} < 10000 then 'user' || i || '_at_example.com' else 'user' || i || '@example' || (i % 50) || '.com' end as email,
  case when ${chance(2)} < 5000 then null else (${countries})[(hash(i * 31 + 5) % 20 + 1)::int] end as country,
  (((hash(i * 17 + 3) % 10000000)::bigint)::decimal(18,0) / 100)::decimal(12,2) as amount,
  case when ${chance(3)} < 1000 then -((i % 5) + 1) else (hash(i * 13 + 7) % 100 + 1) end::int as quantity,
  timestamp '2024-01-01 00:00:00' + to_seconds((hash(i * 101 + 9) % 63072000)::bigint) as created_at,
  'note ' || i || ', said "' || (${words})[(hash(i * 3 + 1) % 8 + 1)::int] || '", then ' || (${words})[(hash(i * 5 + 2) % 8 + 1)::int] || ' x' as note
  from range(1, ${rows} + 1) t(i)`

/** The folder of `events.parquet`, so many rows of it, and `customers.parquet`; made once, then kept in the system's temporary folder. */
export async function eventsParquet(rows: number): Promise<string> {
  const folder = join(tmpdir(), 'meshwright-bench', `events-v${VERSION}-${rows}`)
  const made = await stat(folder).then(
    () => true,
    () => false,
  )
  if (made) return folder
  const partial = `${folder}.${process.pid}`
  await mkdir(partial, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GB', threads: '2' })
  const connection = await instance.connect()
  await connection.run(`copy (${events(rows)}) to '${join(partial, 'events.parquet')}' (format parquet)`)
  const customers = `select i::bigint as customer_id, 'customer ' || i as name from range(1, ${CUSTOMERS} + 1) t(i)`
  await connection.run(`copy (${customers}) to '${join(partial, 'customers.parquet')}' (format parquet)`)
  connection.closeSync()
  instance.closeSync()
  await rename(partial, folder)
  return folder
}
