import * as z from 'zod'
import type { EmittedGraph } from '../emitted-graph.ts'
import { foundGraph } from '../found-graph.ts'
import { shellArguments } from '../shell-words.ts'

const cronJobSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    schedule: z.string(),
    timeZone: z.string(),
    jobTemplate: z.object({
      spec: z.object({
        backoffLimit: z.int(),
        activeDeadlineSeconds: z.int().optional(),
        template: z.object({
          spec: z.object({
            activeDeadlineSeconds: z.int().optional(),
            containers: z.tuple([z.object({ args: z.tuple([z.string()]) })]),
          }),
        }),
      }),
    }),
  }),
})

/** What a CronJob that was emitted says, as a YAML parser reads it. */
export function readKubernetes(document: unknown): EmittedGraph {
  const { metadata, spec } = cronJobSchema.parse(document)
  const { backoffLimit, activeDeadlineSeconds, template } = spec.jobTemplate.spec
  const command = shellArguments(template.spec.containers[0].args[0].replace(/^exec /, ''))
  const retries = { count: backoffLimit, delaySeconds: 0, maxDelaySeconds: 0 }
  return foundGraph([{ name: metadata.name, after: [], command, retries, timeoutSeconds: template.spec.activeDeadlineSeconds ?? null }], {
    schedule: { cron: spec.schedule, timeZone: spec.timeZone, start: null, catchUp: null },
    timeoutSeconds: activeDeadlineSeconds ?? null,
  })
}
