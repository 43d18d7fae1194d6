/** One thing that was looked at. */
export interface Finding {
  readonly what: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly message: string
  /** What to do about it. */
  readonly todo?: string
}

export const fail = (what: string, message: string, todo: string): Finding => ({ what, status: 'fail', message, todo })
export const warn = (what: string, message: string, todo: string): Finding => ({ what, status: 'warn', message, todo })
export const ok = (what: string, message: string): Finding => ({ what, status: 'ok', message })

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
