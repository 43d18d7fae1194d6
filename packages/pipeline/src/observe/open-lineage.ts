import type { Secret } from '@meshwright/contracts'
import { appendFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeFolder } from '../make-folder.ts'
import { PipelineError } from '../pipeline-error.ts'
import { HttpDelivery, type DeliveryLimits } from './http-delivery.ts'
import { httpTarget, refuseBadUrl } from './http-target.ts'
import { lineageEvent } from './open-lineage-event.ts'
import { refuseOptions, type RunObserver } from './run-observer.ts'

export interface OpenLineageOptions {
  /** A lineage service, such as Marquez: `http://localhost:5000`. Either this or a file. */
  readonly url?: string | Secret
  /** The path that is posted to, below that of the `url` and with its query. Default `api/v1/lineage`. */
  readonly endpoint?: string
  /** Sent as `Authorization: Bearer …`. */
  readonly apiKey?: Secret
  /** One event a line is added to it; a path from the working folder, or a URL such as `new URL('lineage.jsonl', import.meta.url)`. */
  readonly file?: string | URL
  /** Of jobs and tables. Default `project/environment`, as in the run log. */
  readonly namespace?: string
  readonly limits?: Partial<DeliveryLimits>
}

const OPTIONS = { url: true, endpoint: true, apiKey: true, file: true, namespace: true, limits: true } satisfies Record<
  keyof OpenLineageOptions,
  true
>

/** Sends each run as OpenLineage events (spec 2-0-2) to a service or into a file. Throws PipelineError `project-invalid`. */
export function openLineage(options: OpenLineageOptions): RunObserver {
  const { url, file, namespace } = options
  refuseOptions('openLineage', options, OPTIONS)
  if ((url === undefined) === (file === undefined)) throw new PipelineError('project-invalid', 'openLineage: give either a url or a file')
  if (url !== undefined) refuseBadUrl('openLineage', url)
  return {
    name: 'openLineage',
    begin(run) {
      const output = url === undefined ? fileOutput(file as string | URL) : httpOutput(url, options, run.context.signal)
      const started = new Set<string>()
      return {
        event(event) {
          if (event.eventType === 'START') started.add(event.run.runId)
          // What was blocked never began, and OpenLineage knows no run without a beginning.
          if (started.has(event.run.runId)) output.send(JSON.stringify(lineageEvent(event, run, namespace)))
        },
        end: () => output.end('event'),
      }
    },
  }
}

function httpOutput(service: string | Secret, { endpoint = 'api/v1/lineage', apiKey, limits }: OpenLineageOptions, cancel: AbortSignal) {
  const base = httpTarget('openLineage', service)
  const under = base.url.pathname.endsWith('/') ? base.url : new URL(`${base.url.pathname}/`, base.url)
  const url = new URL(endpoint.replace(/^\/+/, ''), under)
  if (url.search === '') url.search = base.url.search
  const target = {
    ...base,
    url,
    headers: { ...base.headers, ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey.reveal()}` }) },
  }
  return new HttpDelivery(target, cancel, limits)
}

/** What comes while a write goes on is written together by the next. */
function fileOutput(file: string | URL) {
  const path = typeof file === 'string' ? resolve(file) : fileURLToPath(file)
  let lines = ''
  let problem: string | undefined
  let writing: Promise<void> | undefined
  const write = async () => {
    try {
      makeFolder(dirname(path))
      while (lines !== '') {
        const text = lines
        lines = ''
        await appendFile(path, text)
      }
    } catch (error) {
      problem = `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`
    }
    // At once: what comes from now on is written by another turn.
    writing = undefined
  }
  return {
    send(line: string) {
      if (problem !== undefined) return
      lines += `${line}\n`
      writing ??= Promise.resolve().then(write)
    },
    async end(_what: string) {
      await writing
      return problem === undefined ? [] : [problem]
    },
  }
}
