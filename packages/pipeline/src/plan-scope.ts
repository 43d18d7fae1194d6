import type { Edge, Granularity, Task } from '@meshwright/contracts'
import { PipelineError } from './pipeline-error.ts'
import { commandId, reportId } from './selectable.ts'

/**
 * - `run`: everything that is planned;
 * - `ingest`: sources only, `build`: models only; both check and publish what they stage;
 * - `check`: the checks of published tables; nothing is staged or published.
 */
export type Work = 'run' | 'ingest' | 'build' | 'check'

/** The part of a project that is planned or run. */
export interface PlanScope {
  /** Default `run`. */
  readonly work?: Work
  /** What `selectTables` returned; default everything. */
  readonly selected?: ReadonlySet<string>
  /** Whether there may be nothing to do, as when what is selected is what changed. Default `refused`. */
  readonly nothing?: 'refused' | 'fine'
  /** How much one task does. Default `task`: one stream, model, gate, report or command. */
  readonly granularity?: Granularity
}

const STAGES: Readonly<Record<Work, readonly Task['kind'][]>> = {
  run: ['ingest', 'build', 'report', 'command'],
  ingest: ['ingest'],
  build: ['build'],
  check: ['ingest', 'build'],
}

const NOTHING: Readonly<Record<Work, string>> = {
  run: 'the project has no table',
  ingest: 'nothing that is selected is a source; meshwright build makes models',
  build: 'nothing that is selected is a model; meshwright ingest loads sources, meshwright run does all',
  check: 'nothing that is selected is a table',
}

/** The tasks and edges inside a scope. Throws a PipelineError when something is selected and none of it is of the kind that is worked on. */
export function within(
  { work = 'run', selected, nothing = 'refused' }: PlanScope,
  tasks: readonly Task[],
  edges: readonly Edge[],
): { readonly tasks: Task[]; readonly edges: Edge[] } {
  if (work === 'run' && selected === undefined) return { tasks: [...tasks], edges: [...edges] }
  const targets = new Set(tasks.filter(({ kind }) => STAGES[work].includes(kind)).map(unitId))
  const kept = tasks.filter(
    (task) => targets.has(unitId(task)) && (selected?.has(unitId(task)) ?? true) && (work !== 'check' || task.kind === 'gate'),
  )
  if (selected !== undefined && kept.length === 0 && nothing === 'refused') throw new PipelineError('selection-invalid', NOTHING[work])
  const ids = new Set(kept.map((task) => task.id))
  // A check changes nothing that another would wait for.
  return { tasks: kept, edges: work === 'check' ? [] : edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) }
}

/** The table, report or command that a task is of, as a selection names it. */
export const unitId = ({ kind, target }: Task) => (kind === 'report' ? reportId(target) : kind === 'command' ? commandId(target) : target)

const MANY = 5

/** The tables that some tasks read and do not make, by name. A command reads for itself, where it finds them. */
export function outsideReads(tasks: readonly Task[], work: Work): string[] {
  const made = new Set(work === 'check' ? tasks.map(({ target }) => target) : tasks.flatMap((task) => task.writes))
  return [...new Set(tasks.flatMap(({ kind, reads }) => (kind === 'command' ? [] : reads)))].filter((name) => !made.has(name))
}

/**
 * Refuses a scope that would read what was never published, here or in the environment that is deferred to. All problems in one PipelineError,
 * before anything runs.
 */
export function requirePublished(
  tasks: readonly Task[],
  work: Work,
  published: { has(name: string): boolean },
  deferral?: { readonly place: string; readonly publications: { has(name: string): boolean } },
): void {
  const made = new Set(work === 'check' ? [] : tasks.flatMap((task) => task.writes))
  const lacks = (name: string) => !published.has(name) && !made.has(name)
  const missing = new Map<string, string[]>()
  for (const { kind, target, reads, writes } of tasks) {
    const elsewhere = (name: string) => kind !== 'command' && deferral?.publications.has(name) === true
    const needs = [...(work === 'check' ? writes.filter(lacks) : []), ...reads.filter((name) => lacks(name) && !elsewhere(name))]
    const verb = work === 'check' ? '' : kind === 'gate' ? `${target} is checked against it` : `${target} is made from it`
    for (const name of needs) missing.set(name, [...(missing.get(name) ?? []), verb])
  }
  if (missing.size === 0) return
  const problems = [...missing].map(([name, why]) => {
    const reasons = [...new Set(why.filter((reason) => reason !== ''))]
    const shown = reasons.length > 3 ? [...reasons.slice(0, 3), `and ${reasons.length - 3} more`] : reasons
    const where = deferral === undefined ? 'was never published' : `was published neither here nor in ${deferral.place}`
    return `${name} ${where}${shown.length ? `: ${shown.join(', ')}` : ''}`
  })
  const names = [...missing.keys()]
  const everything = 'run everything once: meshwright run'
  const advice =
    names.length > MANY
      ? `R${everything.slice(1)}`
      : work === 'check'
        ? `Make it first: meshwright run --select "${names.map((name) => `+${name}`).join(' ')}"`
        : `Select it too (--select "${names.join(' ')}"; +name takes all that it needs), or ${everything}`
  throw new PipelineError('upstream-unpublished', `${problems.join('\n')}\n${advice}`, { problems })
}
