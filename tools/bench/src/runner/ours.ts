import { contract, int64, type AnyContract } from '@meshwright/contracts'
import { sqlModel } from '@meshwright/models'
import { project, runProject } from '@meshwright/pipeline'
import { sql } from 'kysely'
import * as z from 'zod'
import { childArgument, reportStep } from '../child-report.ts'
import { idleWarehouse } from './idle-warehouse.ts'
import { nameOf, upstreamOf, type RunnerArgument } from './settings.ts'

const { models, home } = childArgument<RunnerArgument>()
const row = z.object({ id: int64().nullable() })
const contracts: AnyContract[] = []
const made = project({
  name: 'bench',
  warehouse: idleWarehouse(),
  models: Array.from({ length: models }, (_, index) => {
    const own = contract({ name: nameOf(index), layer: 'mart', owner: 'bench', description: 'A table of the bench.', row })
    contracts.push(own)
    const upstream = Object.fromEntries(upstreamOf(index).map((other) => [nameOf(other), contracts[other] as AnyContract]))
    return sqlModel(own, upstream, (tables) => sql`select id from ${sql.join(Object.values(tables))}`)
  }),
})

// From the plan, which nobody has made yet, to the summary, with the log of the run.
await reportStep(async () => {
  const { status, tasks } = await runProject(made, { home })
  if (status !== 'succeeded' || tasks.length !== 2 * models) throw new Error(`${status}, ${tasks.length} tasks`)
})
