import type { Kept } from './old-folders.ts'
import type { ServerKind } from './server.ts'
import type { Surroundings } from './surroundings.ts'

/** A real engine that tests run beside and that does not come with `npm ci`. One file per engine, and a line in `engines.ts`. */
export interface Engine extends Kept {
  /** What it is, in a few words. */
  readonly about: string
  /** The environment variable that says where it is: to this tool by a person, to tests by this tool. */
  readonly variable: string
  /** What the machine must have before it can be installed. */
  readonly needs: readonly Need[]
  /** Ends well, and prints its version, if what stands at `path` is the engine. */
  version(path: string): Promise<string>
  /** The engine, if it is here whole and in the version that is meant. Installs nothing. */
  find(surroundings: Surroundings): Promise<Found | undefined>
  /** Installs it, so that `find` finds it. Rejects with the reason why it cannot, and what a person can do. */
  install(surroundings: Surroundings): Promise<void>
  /** How it is started. Absent where it is a program that is called. */
  readonly server?: ServerKind
}

/** Where an engine was found. */
export interface Found {
  readonly path: string
  readonly version: string
}

/** An engine that answered. */
export interface Installed extends Found {
  readonly name: string
  readonly variable: string
}

/** Something that an engine's installation takes for granted. */
export interface Need {
  readonly name: string
  /** Undefined when it is here, else what is missing and what to do, in a sentence. */
  missing(surroundings: Surroundings): Promise<string | undefined>
}
