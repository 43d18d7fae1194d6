import * as z from 'zod'
import { versioned } from './versioned.ts'

export const RUN_EVENT_TYPES = ['START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT', 'OTHER'] as const

const facets = z.record(z.string(), z.looseObject({ _producer: z.string(), _schemaURL: z.string() }))
const dataset = z.object({ namespace: z.string(), name: z.string(), facets: facets.exactOptional() })

export const RUN_EVENT_VERSION = 1

/**
 * One line of the run log, in OpenLineage's shape (spec 2-0-2, `RunEvent`), plus the document's own version.
 * A task is a job of its own whose `parent` facet names the run.
 */
export const runEventSchema = versioned('run-event', RUN_EVENT_VERSION, {
  eventType: z.enum(RUN_EVENT_TYPES),
  eventTime: z.iso.datetime(),
  producer: z.string(),
  schemaURL: z.string(),
  run: z.object({ runId: z.uuid(), facets: facets.exactOptional() }),
  job: z.object({ namespace: z.string(), name: z.string(), facets: facets.exactOptional() }),
  inputs: z.array(dataset).exactOptional(),
  outputs: z.array(dataset).exactOptional(),
})
export type RunEvent = z.infer<typeof runEventSchema>

export const RUN_EVENT_SCHEMA_URL = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'
