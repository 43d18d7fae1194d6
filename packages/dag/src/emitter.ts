import type { Granularity, Plan } from '@meshwright/contracts'
import type { Capabilities } from './capabilities.ts'

/** One file of what was emitted. */
export interface EmittedFile {
  /** Below the folder that is written to, with `/`. */
  readonly path: string
  readonly text: string
}

/** Where and how the scheduler's machine runs the tasks. Which options a target knows is in its emitter's `options`. */
export interface EmitOptions {
  /** The program, and arguments before ours, that is the command line there: `['node_modules/.bin/meshwright']`, `['npx', 'meshwright']`. */
  readonly command?: readonly string[]
  /** The folder of the project there: where the command runs, and whose config it finds. Each target says what a relative one is relative to. Default `.`. */
  readonly directory?: string
  /** The home folder there; by default the command's own. */
  readonly home?: string
  /** The container image that holds Node, the command and the project. */
  readonly image?: string
  /** The namespace of the cluster that the image runs in. */
  readonly namespace?: string
  /** The persistent volume claim of the cluster that is mounted as the home folder, which must be an absolute path. */
  readonly volumeClaim?: string
  /** Names of environment variables that the target keeps as its secrets and hands to the tasks. */
  readonly secrets?: readonly string[]
  /** Of GitHub Actions: everything on one machine, or each task on one of its own. By default one where no two tasks may run at a time. */
  readonly jobs?: 'one' | 'each'
  /** Of GitHub Actions: the machine; default `ubuntu-latest`. */
  readonly runsOn?: string
  /** Plain code of the target, to be edited, instead of data and a loader. */
  readonly eject?: boolean
}

export type EmitOption = keyof EmitOptions

/** One target. */
export interface Emitter {
  /** As it is typed: `github-actions`. */
  readonly name: string
  /** What it writes, in a few words, for help. */
  readonly summary: string
  /** Of the plans it is given, where not `task`: a target without edges takes plans of one task. */
  readonly granularity?: Granularity
  /** What the target can hold of a plan. */
  readonly capabilities: Capabilities
  /** The options it knows besides `command`, `directory` and `home`; the others are refused by `emitPlan`. */
  readonly options: readonly EmitOption[]
  /**
   * What a `directory` that is not absolute is relative to: the file that was emitted, or the root of the repository that is checked out.
   * Undefined where the target does not know of the place that the project has now.
   */
  readonly directoryFrom?: 'file' | 'repository'
  /** A pure function: the same plan and options give the same text. */
  emit(plan: Plan, options: EmitOptions): readonly EmittedFile[]
}
