import { contract, int64 } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { model } from '@meshwright/models'
import { project } from '@meshwright/pipeline'
import { countAll } from '@meshwright/sql'
import * as z from 'zod'

const about = { owner: 'tests', description: 'Rows.' } as const
const people = contract({ ...about, name: 'people', layer: 'raw', row: z.object({ id: int64(), name: z.string() }) })
const names = contract({ ...about, name: 'names', layer: 'mart', row: z.object({ name: z.string(), people: int64() }) })

/** Its model needs more memory than it may have, so that DuckDB writes to the disk what does not fit. */
export default project({
  name: 'spill',
  warehouse: duckdb({ threads: 1, memoryLimit: '100MB' }),
  sources: [files(new URL('./', import.meta.url), [csv(people)])],
  models: [
    model(names, { p: people }, (db) =>
      db
        .selectFrom('p')
        .select(['p.name', countAll().as('people')])
        .groupBy('p.name'),
    ),
  ],
})
