/** What both sides are given. */
export interface IngestArgument {
  readonly data: string
  readonly home: string
  readonly memoryLimit: string
  readonly threads: number
}
