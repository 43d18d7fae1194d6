import { duckdb } from '@meshwright/duckdb'
import { project, type RunSummary, type TaskResult } from '@meshwright/pipeline'
import { expect, it } from 'vitest'
import { runLines } from '../src/run-lines.ts'

const failed = (id: string, message: string): TaskResult => ({
  task: { id, kind: 'command', target: id } as TaskResult['task'],
  status: 'failed',
  milliseconds: 1,
  error: { name: 'PostgresError', code: 'lease-lost', message, retryable: false },
})

it('tells a reason once, with all the tasks that failed for it', () => {
  const LOST = 'this process stood still\nrun again'
  const tasks = [failed('gate:orders', LOST), failed('build:towns', 'there is no column "x"'), failed('gate:customers', LOST)]
  const summary: RunSummary = {
    runId: 'r',
    project: 'shop',
    environment: 'dev',
    warehouse: 'duckdb',
    location: '',
    status: 'failed',
    milliseconds: 5,
    tasks,
    warnings: [],
  }
  const view = { paint: (_colour: string, text: string) => text, columns: 40, reach: [] }
  expect(runLines(summary, project({ name: 'shop', warehouse: duckdb() }), view)).toBe(
    `
 failed   gate:orders, gate:customers
   this process stood still
   run again

 failed   build:towns
   there is no column "x"

 failed in 5 ms
`,
  )
})
