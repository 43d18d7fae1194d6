import type { Installed } from './engine.ts'

/** An engine that is a server: what it consists of, and how one sees that it is ready. */
export interface ServerKind {
  /** What files of the user's it runs, for `--code`: `a folder of DAG files`. Absent where it takes none. */
  readonly code?: string
  /** Makes ready what it needs in a folder of its own. Called again, in an empty folder, when somebody else took its port. */
  prepare(place: ServerPlace): Promise<PreparedServer>
  /** What is not yet as it must be, in words; nothing when it is ready. */
  waitsFor(facts: ServerFacts): Promise<readonly string[]>
}

export interface ServerPlace {
  readonly engine: Installed
  /** There, empty, and this user's alone. */
  readonly folder: string
  /** What `--code` names, absolute. */
  readonly code: string | undefined
}

export interface PreparedServer {
  /** Started in this order, at once. */
  readonly processes: readonly ServerProcess[]
  readonly facts: ServerFacts
}

/** What somebody needs who wants to use it, secrets made for it included: `url`, `password`. */
export type ServerFacts = Readonly<Record<string, string>>

export interface ServerProcess {
  /** `scheduler` */
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** User and group it runs as. Default: those of this process. */
  readonly runAs?: number
  /** What asks it to end soon, whatever its clients do. Default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals
}
