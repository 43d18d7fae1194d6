import { SHOWN_ROWS, type SqlValue, type Store } from '@meshwright/sql'
import type { TableName } from '@meshwright/contracts'
import { REJECTED_COLUMNS, rejectedValues, type RejectedRow } from './rejected-row.ts'

const BATCH = 2_000

/**
 * Takes rejected rows while a load runs and writes them to a staged table of their own, batch by batch, so that a file of nothing
 * but garbage does not fill the memory. The table is made with the first row.
 */
export class RejectedSink {
  rows = 0
  /** A row may have several. */
  reasons = 0
  readonly shown: { readonly row: RejectedRow; readonly file: string }[] = []
  /** The source of the rows that are added next, by the name that messages show. */
  file: string
  readonly #store: Store
  readonly #staged: TableName
  readonly #load: { loadId: string; at: string }
  readonly #abandoned = new AbortController()
  readonly #signal: AbortSignal
  #pending: SqlValue[][] = []
  #writing: Promise<unknown> | undefined
  #ended = false
  #wake: (() => void) | undefined
  #drained: (() => void) | undefined

  constructor(store: Store, staged: TableName, load: { loadId: string; file: string; at: string }, signal: AbortSignal) {
    this.#store = store
    this.#staged = staged
    this.#load = load
    this.file = load.file
    this.#signal = AbortSignal.any([signal, this.#abandoned.signal])
  }

  /** The staged table, or undefined when nothing was rejected. */
  get staged(): TableName | undefined {
    return this.#writing === undefined ? undefined : this.#staged
  }

  /** All the reasons of one row. */
  add(reasons: readonly RejectedRow[]): void {
    this.rows += 1
    this.reasons += reasons.length
    for (const reason of reasons) {
      if (this.shown.length < SHOWN_ROWS) this.shown.push({ row: reason, file: this.file })
      this.#pending.push(rejectedValues(reason, { ...this.#load, file: this.file }))
    }
    this.#writing ??= this.#write()
    if (this.#pending.length >= BATCH) this.#wake?.()
  }

  /** Waits until the writer has caught up, when it has fallen far behind. Throws what keeps it from writing. */
  async drained(): Promise<void> {
    if (this.#pending.length < 20 * BATCH) return
    await Promise.race([this.#writing, new Promise<void>((resolve) => (this.#drained = resolve))])
  }

  async end(): Promise<void> {
    this.#ended = true
    this.#wake?.()
    await this.#writing
  }

  /** Gives up what is being written: the rows it belongs to did not come through. */
  async abandon(): Promise<void> {
    this.#abandoned.abort()
    this.#wake?.()
    await this.#writing?.catch(() => undefined)
  }

  #write(): Promise<unknown> {
    const written = this.#store.load({
      staged: this.#staged,
      columns: REJECTED_COLUMNS,
      source: { kind: 'rows', batches: this.#batches() },
      signal: this.#signal,
    })
    // Thrown to whoever waits for room or calls end(), which may be later.
    written.catch(() => undefined)
    return written
  }

  async *#batches(): AsyncGenerator<readonly (readonly SqlValue[])[]> {
    for (;;) {
      this.#signal.throwIfAborted()
      if (this.#pending.length >= BATCH || (this.#ended && this.#pending.length)) {
        const batch = this.#pending
        this.#pending = []
        yield batch
        this.#drained?.()
      } else if (this.#ended) {
        return
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve))
        this.#wake = undefined
      }
    }
  }
}
