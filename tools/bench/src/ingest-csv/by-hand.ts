import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { childArgument, reportStep } from '../child-report.ts'
import type { IngestArgument } from './settings.ts'

const { data, home, memoryLimit, threads } = childArgument<IngestArgument>()

// The fastest that DuckDB can do by itself: it rounds, checks nothing, and keeps rejects only until it ends.
await reportStep(async () => {
  const instance = await DuckDBInstance.create(join(home, 'warehouse.duckdb'), { memory_limit: memoryLimit, threads: String(threads) })
  const connection = await instance.connect()
  const path = join(data, 'orders.csv').replaceAll("'", "''")
  await connection.run(`create table orders as select * from read_csv('${path}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', store_rejects = true,
    columns = { order_id: 'BIGINT', ordered_at: 'TIMESTAMP', customer_id: 'BIGINT', email: 'VARCHAR', amount: 'DECIMAL(12,2)', quantity: 'BIGINT', status: 'VARCHAR', note: 'VARCHAR' })`)
  connection.closeSync()
  instance.closeSync()
})
