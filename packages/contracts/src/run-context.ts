/** What a run knows about itself. It is handed down; nothing reads the clock or the environment by itself. */
export interface RunContext {
  /** A UUID (version 7, so that ids sort by time; a run's is greater than those of all runs before it, even where the clock was set back). */
  readonly runId: string
  /** The clock: the start of the run for everything that is written about it. */
  readonly now: Date
  /** The interval a schedule asked for, half open, or undefined for a run by hand. */
  readonly interval: { readonly start: Date; readonly end: Date } | undefined
  readonly environment: string
  /** The name of the warehouse adapter, for people and records; never branched on. */
  readonly warehouse: string
  /** Aborted when the run must stop: the first signal drains, the second cancels. */
  readonly signal: AbortSignal
}

/** A UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits. */
export function runIdAt(now: Date, randomBytes: Uint8Array = crypto.getRandomValues(new Uint8Array(10))): string {
  const time = Math.max(0, now.getTime()).toString(16).padStart(12, '0').slice(-12)
  const bytes = Array.from(randomBytes.subarray(0, 10))
  bytes[0] = ((bytes[0] ?? 0) & 0x0f) | 0x70
  bytes[2] = ((bytes[2] ?? 0) & 0x3f) | 0x80
  const hex = time + bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** As `runIdAt`, but greater than the id of the run before, whatever the clock says. */
export function runIdAfter(last: string | undefined, now: Date): string {
  const before = last === undefined ? NaN : Number.parseInt(last.replaceAll('-', '').slice(0, 12), 16)
  return runIdAt(Number.isNaN(before) || now.getTime() > before ? now : new Date(before + 1))
}
