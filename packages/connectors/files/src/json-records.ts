import type { AnyContract, Cell, RowBatch } from '@meshwright/contracts'
import { BATCH_RECORDS, BatchBuilder } from './batch-builder.ts'
import { exactCell, exactJsonText, kindOf } from './exact-json.ts'

/** Records that each have keys of their own would make a batch of cells that are nearly all null. */
const BATCH_CELLS = BATCH_RECORDS * 256

/** Turns parsed JSON records into batches. The columns of a batch are the contract's, then whatever other keys its records have. */
export class JsonRecordBatcher {
  readonly #contract: readonly string[]
  readonly #jsonColumns: ReadonlySet<string>
  #columns: Map<string, number>
  #batch: BatchBuilder

  constructor(contract: AnyContract) {
    this.#contract = contract.columns.map((column) => column.name)
    this.#jsonColumns = new Set(contract.columns.filter((column) => column.type.type === 'json').map((column) => column.name))
    this.#columns = new Map()
    this.#batch = this.#start()
  }

  get full(): boolean {
    return this.#batch.full || (this.#columns.size > this.#contract.length && this.#batch.size * this.#columns.size >= BATCH_CELLS)
  }

  get empty(): boolean {
    return this.#batch.empty
  }

  /** Adds what should be a record; anything but an object breaks. `raw` is its text, asked for only when needed. */
  add(count: number, line: number | undefined, value: unknown, raw: () => string): void {
    const kind = kindOf(value)
    if (kind !== 'an object') {
      this.addBroken(count, line, `is ${kind}, not an object`, raw())
      return
    }
    const cells: Cell[] = Array.from({ length: this.#columns.size }, () => null)
    for (const [key, inner] of Object.entries(value as object)) {
      let index = this.#columns.get(key)
      if (index === undefined) {
        index = this.#columns.size
        this.#columns.set(key, index)
      }
      // Text of a json column is JSON text, so that a JSON string is quoted there.
      cells[index] = inner !== null && this.#jsonColumns.has(key) ? exactJsonText(inner) : exactCell(inner)
    }
    this.#batch.add(count, line, cells)
  }

  addBroken(count: number, line: number | undefined, reason: string, raw: string): void {
    this.#batch.addBroken(count, line, reason, raw)
  }

  take(): RowBatch {
    const batch = this.#batch.take()
    const columns = [...this.#columns.keys()]
    this.#batch = this.#start()
    if (columns.length === this.#contract.length) return { ...batch, columns }
    const rows = batch.rows.map((cells) =>
      cells.length === columns.length ? cells : [...cells, ...Array.from({ length: columns.length - cells.length }, () => null)],
    )
    return { ...batch, columns, rows }
  }

  #start(): BatchBuilder {
    this.#columns = new Map(this.#contract.map((name, index) => [name, index]))
    return new BatchBuilder([])
  }
}
