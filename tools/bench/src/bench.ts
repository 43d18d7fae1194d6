/** One comparison of ours with what it may take. */
export interface Measurement {
  readonly bench: string
  /** `step`: the work inside a running process; `process`: a whole cold one, from its start to its end; others are their bench's own. */
  readonly case: string
  /** Of what the bench is about: rows of a file, models of a project. */
  readonly rows: number
  /** The median. */
  readonly seconds: number
  /** The median of the same work written by hand, in the same run, or a target: the README says which. */
  readonly limit_seconds: number
  /** seconds / limit_seconds. */
  readonly ratio: number
  /** The most memory that ours held resident, in MB of 2^20 bytes. */
  readonly rss_mb: number
}

export interface BenchOptions {
  readonly rows: number
  /** How often each side is run. */
  readonly repeat: number
  /** Told what is going on. */
  say(line: string): void
}

/** A file of the folder `benches`, whose default export it is; its name is the file's. */
export interface Bench {
  readonly name: string
  readonly summary: string
  /** It is run with each, unless told otherwise. */
  readonly defaultRows: readonly number[]
  /** Default 5. */
  readonly defaultRepeat?: number
  run(options: BenchOptions): Promise<readonly Measurement[]>
}
