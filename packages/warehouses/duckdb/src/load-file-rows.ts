import { parseCell, ruleHolds, type Cell, type Column, type FileRowSource, type RowBatch, type SourcePosition } from '@meshwright/contracts'
import type { LoadOutcome, Misfit, SqlValue } from '@meshwright/sql'
import { appendRows } from './load-rows.ts'
import { misfitsOf, staged, type Staging } from './staging.ts'

/** Loads a file through JavaScript: for those that DuckDB would read in another way than the contract promises. */
export async function loadFileRows(staging: Staging, file: FileRowSource): Promise<LoadOutcome> {
  const { columns, signal } = staging.request
  const misfits: Misfit[] = []
  let read = 0
  async function* fitting(): AsyncGenerator<readonly (readonly SqlValue[])[]> {
    for await (const batch of file.rows().batches(signal)) {
      read += batch.rows.length + (batch.broken?.length ?? 0)
      yield [...fittingRows(batch, columns, misfits)]
      for (const broken of batch.broken ?? []) misfits.push(broken)
    }
  }
  const rows = await staged(staging, () => appendRows(staging, fitting()))
  misfits.sort((a, b) => a.position.record - b.position.record)
  return { read, staged: rows, misfits: misfitsOf(misfits) }
}

function* fittingRows(batch: RowBatch, columns: readonly Column[], misfits: Misfit[]): Generator<SqlValue[]> {
  const at = columns.map((column) => batch.columns.indexOf(column.name))
  for (const [index, cells] of batch.rows.entries()) {
    const own = at.map((place) => cells[place] ?? null)
    const values = fitRow(columns, own)
    if (values === undefined) misfits.push(textMisfit(batch.position(index), own))
    else yield values
  }
}

/** The values of a row that fits its contract in every cell, or undefined. */
export function fitRow(columns: readonly Column[], cells: readonly Cell[]): SqlValue[] | undefined {
  const values: SqlValue[] = []
  for (const [index, column] of columns.entries()) {
    const parsed = parseCell(column, cells[index] ?? null)
    if ('reason' in parsed || !column.rules.every((rule) => ruleHolds(column, rule, parsed.value))) return undefined
    values.push(parsed.value)
  }
  return values
}

function textMisfit(position: SourcePosition, cells: readonly Cell[]): Misfit {
  const texts = cells.map((cell) => (cell === null || typeof cell === 'string' ? cell : cellText(cell)))
  return { position, cells: texts, raw: csvLine(texts) }
}

function cellText(cell: Exclude<Cell, null>): string {
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString('base64')
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}

/** Cells as one line of CSV; null is empty, the empty text `""`. */
export function csvLine(cells: readonly (string | null)[], delimiter = ',', quote = '"'): string {
  return cells
    .map((cell) => {
      if (cell === null) return ''
      const quoted = cell === '' || cell.includes(delimiter) || cell.includes(quote) || /[\r\n]/.test(cell)
      return quoted && quote !== '' ? quote + cell.replaceAll(quote, quote + quote) + quote : cell
    })
    .join(delimiter)
}
