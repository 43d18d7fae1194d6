import * as z from 'zod'
import type { EmittedGraph } from '../emitted-graph.ts'
import { foundGraph, type FoundTask } from '../found-graph.ts'
import { shellArguments } from '../shell-words.ts'

const duration = z
  .string()
  .regex(/^[\d.]+s$/)
  .transform((text) => Number(text.slice(0, -1)))

// Numbers that may be templates are texts.
const whole = z.string().regex(/^\d+$/).transform(Number)

const taskTemplateSchema = z.object({
  name: z.string(),
  retryStrategy: z.object({ limit: whole, backoff: z.object({ duration, cap: duration }) }),
  activeDeadlineSeconds: whole.optional(),
  synchronization: z.object({ semaphores: z.tuple([z.object({ configMapKeyRef: z.object({ key: z.string() }) })]) }).optional(),
})
const dagSchema = z.object({
  tasks: z.array(
    z.object({
      name: z.string(),
      template: z.string(),
      dependencies: z.array(z.string()).optional(),
      arguments: z.object({ parameters: z.tuple([z.object({ name: z.literal('command'), value: z.string() })]) }),
    }),
  ),
})
const documentSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('WorkflowTemplate'),
    spec: z.object({
      activeDeadlineSeconds: z.int().optional(),
      templates: z.tuple([z.object({ dag: dagSchema })], taskTemplateSchema),
    }),
  }),
  z.object({ kind: z.literal('CronWorkflow'), spec: z.object({ schedules: z.tuple([z.string()]), timezone: z.string() }) }),
  z.object({
    kind: z.literal('ConfigMap'),
    metadata: z.object({ annotations: z.object({ 'meshwright/pools': z.string() }) }),
    data: z.record(z.string(), z.string()),
  }),
])

/** What the documents that were emitted say, as a YAML parser reads them. */
export function readArgo(documents: unknown): EmittedGraph {
  const found: FoundTask[] = []
  let rest: Partial<EmittedGraph> = {}
  const read = z.array(documentSchema).parse(documents)
  const poolNames = new Map<string, string>()
  for (const document of read)
    if (document.kind === 'ConfigMap') {
      const names = z.record(z.string(), z.string()).parse(JSON.parse(document.metadata.annotations['meshwright/pools']))
      for (const [key, name] of Object.entries(names)) poolNames.set(key, name)
      const pools = Object.entries(document.data).map(([key, slots]) => ({ name: names[key] ?? key, slots: Number(slots) }))
      rest = { ...rest, pools: pools.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
    }
  for (const document of read) {
    if (document.kind === 'CronWorkflow') {
      const { schedules, timezone } = document.spec
      rest = { ...rest, schedule: { cron: schedules[0], timeZone: timezone, start: null, catchUp: null } }
    }
    if (document.kind !== 'WorkflowTemplate') continue
    const [{ dag }, ...templates] = document.spec.templates
    rest = { ...rest, timeoutSeconds: document.spec.activeDeadlineSeconds ?? null }
    for (const { name, template, dependencies = [], arguments: given } of dag.tasks) {
      const by = templates.find((one) => one.name === template)
      const pool = by?.synchronization?.semaphores[0].configMapKeyRef.key
      found.push({
        name,
        after: dependencies,
        command: shellArguments(given.parameters[0].value),
        pool: pool === undefined ? null : (poolNames.get(pool) ?? pool),
        timeoutSeconds: by?.activeDeadlineSeconds ?? null,
        ...(by === undefined
          ? {}
          : {
              retries: {
                count: by.retryStrategy.limit,
                delaySeconds: by.retryStrategy.backoff.duration,
                maxDelaySeconds: by.retryStrategy.backoff.cap,
              },
            }),
      })
    }
  }
  return foundGraph(found, rest)
}
