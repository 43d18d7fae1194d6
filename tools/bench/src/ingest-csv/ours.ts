import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { project, runProject } from '@meshwright/pipeline'
import { childArgument, reportStep } from '../child-report.ts'
import { orders } from './orders-contract.ts'
import type { IngestArgument } from './settings.ts'

const { data, home, memoryLimit, threads } = childArgument<IngestArgument>()

// Loaded before the step begins, as on the other side; the adapter itself loads it when it first opens a file.
await import('@duckdb/node-api')

// Staged, checked (key, nulls, ranges), published with its load record, rejects kept: what a user's run does.
await reportStep(async () => {
  const shop = project({
    name: 'bench',
    warehouse: duckdb({ memoryLimit, threads }),
    sources: [files(data, [csv(orders, { maxRejected: '1%' })])],
  })
  const summary = await runProject(shop, { home })
  if (summary.status !== 'succeeded') throw new Error(JSON.stringify(summary.tasks, undefined, 2))
})
