/** One comparison of ours with the same work written by hand. */
export interface Measurement {
  readonly bench: string
  /** `step`: the work inside a running process; `process`: a whole cold one, from its start to its end. */
  readonly case: 'step' | 'process'
  readonly rows: number
  /** Medians. */
  readonly seconds: number
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
  readonly defaultRows: number
  run(options: BenchOptions): Promise<readonly Measurement[]>
}
