import { join } from 'node:path'
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import { childArgument, reportStep } from '../child-report.ts'
import { COUNTRIES, CUSTOMERS } from '../events-parquet.ts'
import { CHECKS, type ChecksArgument } from './settings.ts'

const { data, rows, memoryLimit, threads } = childArgument<ChecksArgument>()

// What somebody writes who knows what to ask: all that can share a pass in one, two more for duplicates, one for the reference.
await reportStep(async () => {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: memoryLimit, threads: String(threads) })
  const connection = await instance.connect()
  const events = `'${join(data, 'events.parquet').replaceAll("'", "''")}'`
  const customers = `'${join(data, 'customers.parquet').replaceAll("'", "''")}'`
  const one = async (sql: string): Promise<DuckDBValue[]> => (await (await connection.run(sql)).getRows())[0] ?? []
  const columns = ['id', 'customer_id', 'email', 'country', 'amount', 'quantity', 'created_at', 'note']
  const found = await one(`select count(*), ${columns.map((column) => `count(*) - count(${column})`).join(', ')},
    count(*) filter (country not in (${COUNTRIES.map((country) => `'${country}'`).join()})), count(*) filter (not (amount between 0 and 100000)),
    count(*) filter (not (quantity between 1 and 100)), count(*) filter (not (customer_id between 1 and ${CUSTOMERS})),
    count(*) filter (not (created_at between timestamp '2024-01-01' and timestamp '2026-01-01')),
    count(*) filter (not regexp_full_match(email, '[^@]+@[^@]+\\.[a-z]+')), min(amount)::double, max(amount)::double, avg(amount), sum(amount)::double,
    avg(quantity), max(quantity), count(*) filter (not (length(note) between 10 and 200)),
    count(*) filter (not (length(email) between 5 and 100)), max(created_at)::varchar, count(distinct country), min(id),
    count(*) filter (not regexp_matches(note, '^note ')) from ${events}`)
  const [copies] = await one(`select count(*) - count(distinct id) from ${events}`)
  const [pairs] = await one(
    `select coalesce(sum(c - 1), 0)::bigint from (select count(*) c from ${events} group by id, customer_id having c > 1)`,
  )
  const [lost] = await one(`select count(*) from ${events} e where customer_id not in (select customer_id from ${customers})`)
  connection.closeSync()
  instance.closeSync()

  const at = (index: number) => Number(found[index])
  const none = (...indexes: number[]) => indexes.map((index) => at(index) === 0)
  const verdicts = [
    at(0) === rows,
    ...none(1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13, 21, 22, 26),
    at(4) <= rows * 0.01,
    at(11) <= rows * 0.01,
    at(14) <= rows * 0.02,
    at(15) >= 0,
    at(16) <= 100_000,
    at(17) >= 49_000 && at(17) <= 51_000,
    at(18) >= 49_000 * rows && at(18) <= 51_000 * rows,
    at(19) >= 49 && at(19) <= 52,
    at(20) === 100,
    String(found[23]) >= '2025-12-01',
    at(24) === 20,
    at(25) >= 1,
    copies === 0n,
    pairs === 0n,
    lost === 0n,
  ]
  if (verdicts.length !== CHECKS || verdicts.includes(false)) throw new Error(`by hand: ${JSON.stringify(verdicts)}`)
})
