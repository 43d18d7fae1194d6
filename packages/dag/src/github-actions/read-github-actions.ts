import * as z from 'zod'
import type { EmittedGraph } from '../emitted-graph.ts'
import { foundGraph, type FoundTask } from '../found-graph.ts'
import { readRetryScript } from '../retry-script.ts'
import { POOL_GROUP } from './job-of-each.ts'
import { readInertExpression } from './expression-text.ts'

const stepSchema = z.object({ id: z.string().optional(), if: z.string().optional(), run: z.string().optional() })
const workflowSchema = z.object({
  on: z.object({
    schedule: z
      .array(z.object({ cron: z.string(), timezone: z.string().optional() }))
      .max(1)
      .optional(),
  }),
  jobs: z.record(
    z.string(),
    z.object({
      needs: z.array(z.string()).optional(),
      concurrency: z.object({ group: z.string() }).optional(),
      steps: z.array(stepSchema),
    }),
  ),
})

/** What a workflow that was emitted says, as a YAML parser reads it. */
export function readGithubActions(workflow: unknown): EmittedGraph {
  const { on, jobs } = workflowSchema.parse(workflow)
  const found: FoundTask[] = []
  for (const [job, { needs = [], concurrency, steps }] of Object.entries(jobs)) {
    const pool = concurrency?.group.startsWith(POOL_GROUP) ? readInertExpression(concurrency.group.slice(POOL_GROUP.length)) : null
    for (const { id, if: condition = '', run = '' } of steps) {
      const task = readRetryScript(run)
      if (task === undefined) continue
      // A step waits for steps of its job, a job for jobs.
      const after =
        id === undefined ? needs : [...condition.matchAll(/steps\.([\w-]+)\.outcome == 'success'/g)].map(([, step = '']) => step)
      found.push({ name: id ?? job, after, ...task, pool })
    }
  }
  const schedule = on.schedule?.[0]
  return foundGraph(found, {
    schedule: schedule === undefined ? null : { cron: schedule.cron, timeZone: schedule.timezone ?? null, start: null, catchUp: null },
  })
}
