import type { Column, SourcePosition } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'

/** One reason why a row of a source was not loaded. A row with two bad cells has two of them, with one `record`. */
export interface RejectedRow {
  readonly position: SourcePosition
  /** Null when it was not even a row. */
  readonly column: string | null
  /** In words, with what was expected; without the value of a classified column. */
  readonly reason: string
  /** What to do, where that is known. */
  readonly hint: string | null
  /** The row as the source holds it; null when it holds a classified column. */
  readonly raw: string | null
  /** Its cells (`rawCellsText`), from which it can be offered again; null when it was not even a row, or holds a classified column. */
  readonly cells: string | null
}

const column = (name: string, type: Column['type'], nullable: boolean, description: string): Column => ({
  name,
  type,
  nullable,
  description,
  rules: [],
})

/** The columns of `<table>__rejected`. */
export const REJECTED_COLUMNS: readonly Column[] = [
  column('load_id', { type: 'string' }, false, 'The load that rejected the row.'),
  column('file', { type: 'string' }, false, 'The source, by the name that messages show.'),
  column('record', { type: 'int64' }, false, 'The number of the record in the source, from 1.'),
  column('line', { type: 'int64' }, true, 'The physical line, in text files.'),
  column('cell', { type: 'string' }, true, 'The cell, in spreadsheets.'),
  column('column_name', { type: 'string' }, true, 'The column that does not fit; null when the record is not even a row.'),
  column('reason', { type: 'string' }, false, 'Why it does not fit.'),
  column('hint', { type: 'string' }, true, 'What to do, where that is known.'),
  column('raw', { type: 'string' }, true, 'The row as the source holds it; null when it holds a classified column.'),
  column('cells', { type: 'string' }, true, 'The cells of the row as JSON, by column; null where raw is, or when it is not even a row.'),
  column('replayed_by', { type: 'string' }, true, 'The load that offered the row again; null while it waits.'),
  column('rejected_at', { type: 'timestamp' }, false, 'When the load read it, in UTC.'),
]

/** Text as every engine can store it: NUL as the sign that stands for it, and no half of a surrogate pair. */
const storable = (text: string): string => text.replaceAll('\u0000', '\u2400').toWellFormed()

export function rejectedValues(row: RejectedRow, load: { loadId: string; file: string; at: string }): SqlValue[] {
  const cell = row.column === null ? undefined : row.position.cell?.(row.column)
  return [
    load.loadId,
    load.file,
    BigInt(row.position.record),
    row.position.line === undefined ? null : BigInt(row.position.line),
    cell ?? null,
    row.column,
    storable(row.reason),
    row.hint,
    row.raw === null ? null : storable(row.raw),
    row.cells,
    null,
    load.at,
  ]
}

/** `orders.csv:4411  column order_date: …`: one line of an error message. */
export function rejectedLine(row: RejectedRow, file: string): string {
  const cell = row.column === null ? undefined : row.position.cell?.(row.column)
  const place = cell ?? (row.position.line === undefined ? `record ${row.position.record}` : String(row.position.line))
  return `${file}:${place}  ${storable(row.reason)}${row.hint === null ? '' : `\n    ${row.hint}`}`
}
