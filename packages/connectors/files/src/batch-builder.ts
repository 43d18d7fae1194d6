import type { BrokenRecord, Cell, RowBatch, SourcePosition } from '@meshwright/contracts'

/** Records in a batch: enough to make its cost per row vanish, few enough to stay small. */
export const BATCH_RECORDS = 4096

/** Names the cell of a column in the row it is asked for. */
export type CellNames = (row: number, column: string) => string | undefined

/** Gathers the records of one batch, good and broken. Positions are kept as plain numbers, not as an object per row. */
export class BatchBuilder {
  readonly #columns: readonly string[]
  readonly #cellNames: CellNames | undefined
  #rows: (readonly Cell[])[] = []
  #records: number[] = []
  #places: (number | undefined)[] = []
  #broken: BrokenRecord[] = []

  /** With `cellNames`, the place of a record is its row in a sheet; without, its line in a text file. */
  constructor(columns: readonly string[], cellNames?: CellNames) {
    this.#columns = columns
    this.#cellNames = cellNames
  }

  add(record: number, place: number | undefined, cells: readonly Cell[]): void {
    this.#rows.push(cells)
    this.#records.push(record)
    this.#places.push(place)
  }

  addBroken(record: number, place: number | undefined, reason: string, raw: string): void {
    this.#broken.push({ position: positionOf(record, place, this.#cellNames), reason, raw })
  }

  get full(): boolean {
    return this.size >= BATCH_RECORDS
  }

  /** Of records, good and broken. */
  get size(): number {
    return this.#rows.length + this.#broken.length
  }

  get empty(): boolean {
    return this.size === 0
  }

  /** The batch so far; the builder starts anew. */
  take(): RowBatch {
    const records = this.#records
    const places = this.#places
    const cellNames = this.#cellNames
    const batch: RowBatch = {
      columns: this.#columns,
      rows: this.#rows,
      position: (index) => positionOf(records[index] ?? 0, places[index], cellNames),
      ...(this.#broken.length === 0 ? {} : { broken: this.#broken }),
    }
    this.#rows = []
    this.#records = []
    this.#places = []
    this.#broken = []
    return batch
  }
}

function positionOf(record: number, place: number | undefined, cellNames: CellNames | undefined): SourcePosition {
  if (place === undefined) return { record }
  if (cellNames === undefined) return { record, line: place }
  return { record, cell: (column) => cellNames(place, column) }
}
