import type { Resolver, RunContext, Task } from '@meshwright/contracts'
import type { ListedTable, Store } from '@meshwright/sql'
import { PipelineError } from './pipeline-error.ts'
import { nodeFingerprint } from './definitions.ts'
import type { Project, ProjectNode } from './project.ts'
import type { Publication } from './publication-record.ts'
import type { HandOff } from './run-state.ts'
import { hiddenOwner, stagedRecords, type StagedRecord } from './staged-record.ts'

export interface HandOffFacts {
  readonly project: Project
  readonly store: Store
  readonly resolver: Resolver
  readonly context: RunContext
  /** Greater than all ids so far. */
  readonly freshId: string
  readonly publications: ReadonlyMap<string, Publication>
  /** What other processes of this run have staged. */
  readonly own: ReadonlyMap<string, StagedRecord>
  /** The names of the tables that are there. */
  readonly existing: ReadonlySet<string>
  /** What this process does. */
  readonly steps: readonly Task[]
}

const stages = (steps: readonly Task[]) =>
  new Set(steps.filter(({ kind }) => kind === 'ingest' || kind === 'build').map(({ target }) => target))
const gates = (steps: readonly Task[]) => new Set(steps.filter(({ kind }) => kind === 'gate').map(({ target }) => target))

/** Hands staged tables from one process of a run to another through the warehouse. */
export function handOff(facts: HandOffFacts): HandOff {
  const { project, store, resolver, context, publications, own, existing } = facts
  const here = gates(facts.steps)
  return {
    elsewhere: new Set([...stages(facts.steps)].filter((name) => !here.has(name))),
    async note(relation, staged) {
      const node = project.node(relation)
      const record: StagedRecord = {
        stagedId: facts.freshId,
        runId: context.runId,
        relation,
        fingerprint: node === undefined ? '' : nodeFingerprint(node),
        base: publications.get(relation)?.publishId ?? '',
        stagedAt: context.now.toISOString(),
        staged,
      }
      await store.publish({
        publishId: `${facts.freshId}:${relation}:staged`,
        tables: [],
        views: [],
        records: [stagedRecords(resolver, record)],
      })
    },
    take(node) {
      const { name } = node.contract
      const record = own.get(name)
      const refuse = (why: string) => new PipelineError('not-staged', `gate:${name}: ${why}; run ${stageOf(node)} first, in the same run`)
      if (record === undefined) throw refuse('nothing is staged for it in this run')
      const { staged } = record
      const published = publications.get(name)?.publishId ?? ''
      if (staged.kind === 'unchanged' || published === `${staged.recordId}:${name}`) return staged
      if (record.fingerprint !== nodeFingerprint(node)) throw refuse('its definition has changed since its rows were staged')
      if (record.base !== published) throw refuse('another run has published it since its rows were staged')
      const table = staged.kind === 'load' ? staged.sealed.staged : staged.staged
      if (!existing.has(table.table)) throw refuse('what was staged for it is gone: its checks refused it, or another run swept it away')
      return staged
    },
  }
}

const stageOf = (node: ProjectNode) => `${node.made.by === 'stream' ? 'ingest' : 'build'}:${node.contract.name}`

/**
 * Which hidden tables stay when a run begins or ends: those of other runs that still wait for their gates, and those of other processes of
 * this run. What this process is about to stage is left of a try of it that was lost.
 */
export function keeping(
  project: Project,
  resolver: Resolver,
  runId: string,
  waiting: ReadonlySet<string>,
  steps: readonly Task[] | undefined,
): (table: ListedTable) => boolean {
  const ownerOf = hiddenOwner(project, resolver, runId)
  const [staged, gated] = [stages(steps ?? []), gates(steps ?? [])]
  return (table) => {
    if (!resolver.isStaged(table.name, runId)) return waiting.has(table.name.table)
    if (steps === undefined) return false
    const name = ownerOf(table)?.name
    // A gate looks at what it would publish through a view of its own.
    return name !== undefined && !staged.has(name) && !(gated.has(name) && table.name.table.endsWith('__w'))
  }
}
