import type { Column, SourcePosition } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import { keptColumn } from './kept-column.ts'

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

/** The columns of `<table>__rejected`. */
export const REJECTED_COLUMNS: readonly Column[] = [
  keptColumn('load_id', { type: 'string' }, false, 'The load that rejected the row.'),
  keptColumn('file', { type: 'string' }, false, 'The source, by the name that messages show.'),
  keptColumn('record', { type: 'int64' }, false, 'The number of the record in the source, from 1.'),
  keptColumn('line', { type: 'int64' }, true, 'The physical line, in text files.'),
  keptColumn('cell', { type: 'string' }, true, 'The cell, in spreadsheets.'),
  keptColumn('column_name', { type: 'string' }, true, 'The column that does not fit; null when the record is not even a row.'),
  keptColumn('reason', { type: 'string' }, false, 'Why it does not fit.'),
  keptColumn('hint', { type: 'string' }, true, 'What to do, where that is known.'),
  keptColumn('raw', { type: 'string' }, true, 'The row as the source holds it; null when it holds a classified column.'),
  keptColumn(
    'cells',
    { type: 'string' },
    true,
    'The cells of the row as JSON, by column; null where raw is, or when it is not even a row.',
  ),
  keptColumn('replayed_by', { type: 'string' }, true, 'The load that offered the row again; null while it waits.'),
  keptColumn('rejected_at', { type: 'timestamp' }, false, 'When the load read it, in UTC.'),
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
