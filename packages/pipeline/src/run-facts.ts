import type { ManifestEnvironment } from '@meshwright/contracts'
import type { ProcessMark } from './process-mark.ts'
import type { TaskMarks } from './plan-changes.ts'
import type { Work } from './plan-scope.ts'

/** The place of another environment, and what holds where both have published a table. */
export interface DeferredTo extends ManifestEnvironment {
  readonly favor: 'own' | 'state'
}

/** What the log keeps of a run, or of a process that does some of its tasks, as it begins. */
export interface RunFacts {
  /** The hash of the plan. */
  readonly plan: string
  readonly work: Work | 'replay'
  /** Whether some tables were selected. */
  readonly selected: boolean
  /** Where another environment has published the tables that it read there; null when it read its own alone. */
  readonly deferred: DeferredTo | null
  readonly refresh: 'changed' | 'full'
  readonly interval: { readonly start: string; readonly end: string } | null
  /** What a scheduler calls the run whose tasks are processes of their own; null for a whole run. */
  readonly scheduled: string | null
  /** Whether it goes on with the run. */
  readonly resumed: boolean
  readonly process: ProcessMark
  readonly tasks: TaskMarks
}
