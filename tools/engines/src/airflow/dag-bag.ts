/** What Airflow's own DagBag makes of files, the same on both versions. */
export interface DagBag {
  readonly dags: readonly ParsedDag[]
  /** File → what is wrong with it. */
  readonly importErrors: Readonly<Record<string, string>>
  /** What Python or Airflow warned of while the files were read: deprecations above all. */
  readonly warnings: readonly { readonly file: string; readonly line: number; readonly category: string; readonly message: string }[]
  /** What reading the files took, without the start of Airflow and its operators. */
  readonly cpuSeconds: number
}

export interface ParsedDag {
  readonly id: string
  readonly file: string
  readonly description: string | null
  readonly doc: string | null
  readonly tags: readonly string[]
  /** Those of its tasks, separated by commas. */
  readonly owner: string
  /** The class: `CronDataIntervalTimetable`, `NullTimetable`, `AssetTriggeredTimetable`. */
  readonly timetable: string
  readonly cron: string | null
  /** Of the cron where there is one, else of the start date. */
  readonly timeZone: string
  /** ISO, with its offset. */
  readonly startDate: string | null
  readonly endDate: string | null
  readonly catchUp: boolean
  readonly maxActiveRuns: number
  readonly timeoutSeconds: number | null
  /** Name → default. */
  readonly params: Readonly<Record<string, unknown>>
  /** URIs of the assets that a run waits for. */
  readonly waitsFor: readonly string[]
  readonly onFailure: boolean
  /** By id. */
  readonly tasks: readonly ParsedTask[]
}

export interface ParsedTask {
  /** With the groups it is in: `ingest.orders`. */
  readonly id: string
  /** The class: `BashOperator`. */
  readonly operator: string
  readonly group: string | null
  readonly upstream: readonly string[]
  readonly downstream: readonly string[]
  readonly pool: string
  readonly poolSlots: number
  readonly retries: number
  readonly retryDelaySeconds: number
  readonly maxRetryDelaySeconds: number | null
  readonly exponentialBackoff: boolean
  readonly timeoutSeconds: number | null
  readonly triggerRule: string
  readonly priorityWeight: number
  readonly owner: string
  /** URIs of assets. */
  readonly inlets: readonly string[]
  readonly outlets: readonly string[]
  readonly doc: string | null
  /** The template, not what it gives in a run. */
  readonly bashCommand: string | null
  readonly env: Readonly<Record<string, string>> | null
  readonly cwd: string | null
  readonly image: string | null
  readonly cmds: readonly string[] | null
  readonly arguments: readonly string[] | null
  readonly onFailure: boolean
}
