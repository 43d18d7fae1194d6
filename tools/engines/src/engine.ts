/** A real engine that tests run beside and that does not come with `npm ci`. One file per engine. */
export interface Engine {
  readonly name: string
  /** The environment variable that says where it is: to this tool by a person, to tests by this tool. */
  readonly variable: string
  /** The places it is looked for when the variable is not set. */
  readonly places: readonly string[]
  /** Ends well, and prints its version, if what stands at `path` is the engine. */
  version(path: string): Promise<string>
  /** Puts the engine in one of its places. Rejects with the reason why it cannot, and what a person can do. */
  install(): Promise<void>
}

/** An engine that answered. */
export interface Installed {
  readonly name: string
  readonly variable: string
  readonly path: string
  readonly version: string
}
