/** What both sides are given. */
export interface ChecksArgument {
  readonly data: string
  readonly rows: number
  readonly memoryLimit: string
  readonly threads: number
}

export const CHECKS = 30
