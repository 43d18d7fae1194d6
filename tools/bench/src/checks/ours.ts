import { join } from 'node:path'
import { duckdbDialect, openFiles } from '@meshwright/duckdb'
import { checkTable } from '@meshwright/quality'
import { childArgument, reportStep } from '../child-report.ts'
import { customers, events, eventsChecks } from './events-checks.ts'
import { CHECKS, type ChecksArgument } from './settings.ts'

const { data, rows, memoryLimit, threads } = childArgument<ChecksArgument>()

// Loaded before the step begins, as on the other side; the adapter itself loads it when it first opens a file.
await import('@duckdb/node-api')

await reportStep(async () => {
  const files = [events, customers].map((contract) => ({ contract, path: join(data, `${contract.name}.parquet`) }))
  const store = await openFiles(files, { memoryLimit, threads })
  const results = await checkTable(events, { store, dialect: duckdbDialect, checks: eventsChecks(rows) })
  await store.close()
  const passed = results.filter((result) => result.status === 'passed')
  if (results.length !== CHECKS || passed.length !== CHECKS)
    throw new Error(
      `${passed.length} of ${results.length} checks passed:\n${results.map(({ name, status, message }) => `${name} ${status}: ${message}`).join('\n')}`,
    )
})
