import { unknownOptions, withoutPasswords, type Plan, type RunContext, type RunEvent } from '@meshwright/contracts'
import { PipelineError } from '../pipeline-error.ts'
import type { Project } from '../project.ts'

/** Somebody outside who is told of runs: a lineage service, a metrics file, a channel of people. */
export interface RunObserver {
  /** For warnings: `openLineage`. */
  readonly name: string
  /** As a run begins, or a process that does some of its tasks. Opens nothing that could be waited for. */
  begin(run: ObservedRun): RunObservation
}

/** What a process does of its run: all of it, or some tasks, while a scheduler gives the others to other processes, also at the same time. */
export type RunShare = 'whole' | 'part'

export interface ObservedRun {
  readonly project: Project
  /** What the run does: of a selection, its part. */
  readonly plan: Plan
  readonly share: RunShare
  readonly context: RunContext
}

/** One run, as one observer follows it. */
export interface RunObservation {
  /** Told of each event in its order, as it stands in the run log. Does not wait: the run goes on meanwhile. */
  event(event: RunEvent): void
  /** Ends what is open, and resolves to what went wrong, in words without secrets. */
  end(): Promise<readonly string[]>
}

/** The observers of one run together. None of them can fail it or hold it up. */
export interface Observation {
  event(event: RunEvent): void
  /** What went wrong, each with the name of its observer. */
  end(): Promise<readonly string[]>
}

/** Observers end at the same time; one that has not by then is left behind. */
const END_MS = 20_000

export function observe(observers: readonly RunObserver[], run: ObservedRun, endMilliseconds = END_MS): Observation {
  const problems: string[] = []
  const say = (name: string, problem: string) => problems.push(`${name}: ${withoutPasswords(problem)}`)
  const open = observers.flatMap((observer) => {
    try {
      return [{ name: observer.name, observation: observer.begin(run) }]
    } catch (error) {
      say(observer.name, inWords(error))
      return []
    }
  })
  const broken = new Set<string>()
  return {
    event(event) {
      for (const { name, observation } of open) {
        if (broken.has(name)) continue
        try {
          observation.event(event)
        } catch (error) {
          broken.add(name)
          say(name, `was told nothing after ${event.job.name}: ${inWords(error)}`)
        }
      }
    },
    async end() {
      await Promise.all(
        open.map(async ({ name, observation }) => {
          let timer: NodeJS.Timeout | undefined
          const late = new Promise<readonly string[]>((fulfil) => {
            timer = setTimeout(() => fulfil([`did not end within ${endMilliseconds / 1000} s`]), endMilliseconds)
          })
          const found = await Promise.race([Promise.resolve().then(() => observation.end()), late]).catch((error: unknown) => [
            inWords(error),
          ])
          clearTimeout(timer)
          for (const problem of found) say(name, problem)
        }),
      )
      return problems
    },
  }
}

const inWords = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Throws PipelineError `project-invalid` where an option of an observer means nothing. */
export function refuseOptions(observer: string, options: object, known: Readonly<Record<string, true>>): void {
  const problems = unknownOptions(options, known).map((problem) => `${observer}: ${problem}`)
  if (problems.length) throw new PipelineError('project-invalid', problems.join('\n'), { problems })
}
