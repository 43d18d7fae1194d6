import { contract, int64, secret } from '@meshwright/contracts'
import { csv, files } from '@meshwright/files'
import { sqlModel } from '@meshwright/models'
import { project } from '@meshwright/pipeline'
import { postgres } from '@meshwright/postgres'
import { sql } from 'kysely'
import * as z from 'zod'

const about = { owner: 'tests', description: 'Rows.' } as const
const row = z.object({ id: int64() })
const orders = contract({ ...about, name: 'orders', layer: 'raw', key: ['id'], row })
const left = contract({ ...about, name: 'left_half', layer: 'staging', row })
const right = contract({ ...about, name: 'right_half', layer: 'staging', row })
const both = contract({ ...about, name: 'both_halves', layer: 'mart', row: z.object({ rows: int64() }) })

/** Two models that wait while somebody holds lock 42, and one of both. */
export default project({
  name: 'halves',
  warehouse: postgres(secret('WAREHOUSE_URL')),
  sources: [files(new URL('./', import.meta.url), [csv(orders, { maxRejected: 1 })])],
  models: [
    sqlModel(left, { o: orders }, ({ o }) => sql`select o.id from ${o}, (select pg_advisory_xact_lock_shared(42)) as s where o.id % 2 = 0`),
    sqlModel(
      right,
      { o: orders },
      ({ o }) => sql`select o.id from ${o}, (select pg_advisory_xact_lock_shared(42)) as s where o.id % 2 = 1`,
    ),
    sqlModel(
      both,
      { l: left, r: right },
      ({ l, r }) => sql`select count(*) as rows from (select l.id from ${l} union all select r.id from ${r}) as b`,
    ),
  ],
})
