import { fingerprint, RUN_EVENT_SCHEMA_URL, withoutPasswords, type RunEvent } from '@meshwright/contracts'
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { unusable } from './home-folder.ts'

const PRODUCER = 'https://www.npmjs.com/package/@meshwright/pipeline'
const FACET_SCHEMA = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunFacet'

/** What happened to the run or to one of its tasks. */
export interface LoggedEvent {
  readonly eventType: RunEvent['eventType']
  readonly at: Date
  /** `null` for the run itself. */
  readonly task: string | null
  readonly inputs?: readonly string[]
  readonly outputs?: readonly string[]
  /** Further facts, as JSON; under the `meshwright` run facet. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/** An append-only file of run events, one JSON document a line, in OpenLineage's shape. A line is written whole or not at all. */
interface RunLog {
  /** Never throws: a run does not end because its log cannot be written. */
  write(event: LoggedEvent): void
  /** Why events are missing, in words; empty when none is. */
  readonly problems: readonly string[]
}

/** The run that events are about. */
export interface LoggedRun {
  readonly runId: string
  readonly project: string
  readonly environment: string
}

/** An event of a run or of one of its tasks, which carries the run as its parent. Passwords in texts are masked. */
export function runEvent({ runId, project, environment }: LoggedRun, logged: LoggedEvent): RunEvent {
  const { eventType, at, task, inputs, outputs, facts } = logged
  const namespace = `${project}/${environment}`
  const datasets = (names: readonly string[] | undefined) => (names ?? []).map((name) => ({ namespace, name }))
  const event: RunEvent = {
    document: 'run-event',
    documentVersion: 1,
    eventType,
    eventTime: at.toISOString(),
    producer: PRODUCER,
    schemaURL: RUN_EVENT_SCHEMA_URL,
    run: {
      runId: task === null ? runId : taskRunId(runId, task),
      facets: {
        ...(task === null
          ? {}
          : {
              parent: {
                _producer: PRODUCER,
                _schemaURL: 'https://openlineage.io/spec/facets/1-0-1/ParentRunFacet.json',
                run: { runId },
                job: { namespace, name: project },
              },
            }),
        ...(facts === undefined ? {} : { meshwright: { _producer: PRODUCER, _schemaURL: FACET_SCHEMA, ...facts } }),
      },
    },
    job: { namespace, name: task ?? project },
    inputs: datasets(inputs),
    outputs: datasets(outputs),
  }
  return JSON.parse(withoutPasswords(JSON.stringify(event))) as RunEvent
}

/** Opens the log of a run; throws `home-unusable`. `onEvent` is told of each event, also where it cannot be written. */
export function openRunLog(path: string, run: LoggedRun, onEvent?: (event: RunEvent) => void): RunLog {
  try {
    mkdirSync(dirname(path), { recursive: true })
    closeSync(openSync(path, 'a'))
  } catch (error) {
    throw unusable(`the run log ${path}`, error)
  }
  const problems: string[] = []
  return {
    problems,
    write(logged) {
      const event = runEvent(run, logged)
      try {
        appendWhole(path, `${JSON.stringify(event)}\n`)
      } catch (error) {
        if (problems.length === 0) problems.push(`events are missing in the run log: ${unusable(path, error).message}`)
      }
      onEvent?.(event)
    },
  }
}

/** Half a line, as a full disk leaves it, would spoil the next one too. */
function appendWhole(path: string, line: string): void {
  const file = openSync(path, 'a')
  try {
    const { size } = fstatSync(file)
    try {
      writeFileSync(file, line)
    } catch (error) {
      if (fstatSync(file).size > size) ftruncateSync(file, size)
      throw error
    }
  } finally {
    closeSync(file)
  }
}

/** In OpenLineage each task is a run of its own, whose parent is the run: the same id whenever it is asked for (UUID version 8, RFC 9562). */
function taskRunId(runId: string, task: string): string {
  const hex = fingerprint([runId, task])
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
