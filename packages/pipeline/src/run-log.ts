import { fingerprint, jsonWithoutPasswords, RUN_EVENT_SCHEMA_URL, RUN_EVENT_VERSION, type RunEvent } from '@meshwright/contracts'
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readdirSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { unusable } from './home-folder.ts'
import { makeFolder } from './make-folder.ts'

const PRODUCER = 'https://www.npmjs.com/package/@meshwright/pipeline'
const FACET_SCHEMA = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunFacet'

/** The folder of the home with a log for each of the last runs. */
export const RUNS = 'runs'

const ENDING = '.jsonl'
export const runLogPath = (home: string, runId: string): string => join(home, RUNS, `${runId}${ENDING}`)

/** How many runs are kept, and how many bytes of their logs: the oldest goes first. */
export const KEPT_RUNS = 100
const KEPT_BYTES = 256 * 1024 * 1024

/** The ids of the runs that are kept in a home, the latest first. Throws `home-unusable`. */
export function keptRuns(home: string): string[] {
  const folder = join(home, RUNS)
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(ENDING))
    // Ids of runs grow.
    return names.map((name) => name.slice(0, -ENDING.length)).toSorted((a, b) => (a < b ? 1 : -1))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
    throw unusable(`the run logs in ${folder}`, error, 'read')
  }
}

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
    documentVersion: RUN_EVENT_VERSION,
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
  const text = JSON.stringify(event)
  const masked = jsonWithoutPasswords(event)
  return masked === text ? event : (JSON.parse(masked) as RunEvent)
}

/**
 * Opens the log of a run in a home, to which further processes of the run add; throws `home-unusable`. `onEvent` is told of each event,
 * also where it cannot be written.
 */
export function openRunLog(home: string, run: LoggedRun, onEvent?: (event: RunEvent) => void): RunLog {
  const path = runLogPath(home, run.runId)
  const isNew = !existsSync(path)
  try {
    makeFolder(dirname(path))
    closeSync(openSync(path, 'a'))
    if (isNew) forgetOldRuns(home)
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

function forgetOldRuns(home: string): void {
  let bytes = 0
  for (const [index, runId] of keptRuns(home).entries()) {
    const path = runLogPath(home, runId)
    bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0
    if (index > 0 && (index >= KEPT_RUNS || bytes > KEPT_BYTES)) rmSync(path, { force: true })
  }
}

/** Half a line, as a full disk leaves it, would spoil the next one too; after one that a killed process left, a new line is begun. */
function appendWhole(path: string, line: string): void {
  const file = openSync(path, 'a+')
  try {
    const { size } = fstatSync(file)
    const last = Buffer.alloc(1)
    const cut = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== NEW_LINE
    try {
      writeFileSync(file, cut ? `\n${line}` : line)
    } catch (error) {
      if (fstatSync(file).size > size) ftruncateSync(file, size)
      throw error
    }
  } finally {
    closeSync(file)
  }
}

const NEW_LINE = 0x0a

/** In OpenLineage each task is a run of its own, whose parent is the run: the same id whenever it is asked for (UUID version 8, RFC 9562). */
function taskRunId(runId: string, task: string): string {
  const hex = fingerprint([runId, task])
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
