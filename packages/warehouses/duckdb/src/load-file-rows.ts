import {
  parseCell,
  ruleHolds,
  type BrokenRecord,
  type Cell,
  type Column,
  type FileRowSource,
  type RowBatch,
  type SourcePosition,
} from '@meshwright/contracts'
import type { LoadOutcome, Misfit, SqlValue } from '@meshwright/sql'
import { jsonText } from './literal.ts'
import { appendRows } from './load-rows.ts'
import { MisfitSpool } from './misfit-spool.ts'
import { staged, type Staging } from './staging.ts'

/** Loads a file through JavaScript: for those that DuckDB would read in another way than the contract promises. */
export async function loadFileRows(staging: Staging, file: FileRowSource): Promise<LoadOutcome> {
  const { columns, signal, onProgress } = staging.request
  const spool = new MisfitSpool(staging.connections)
  let read = 0
  async function* fitting(): AsyncGenerator<readonly (readonly SqlValue[])[]> {
    for await (const batch of file.rows().batches(signal)) {
      const good: SqlValue[][] = []
      for (const misfit of inOrder(batch, columns, good)) await spool.add(misfit)
      read += batch.rows.length + (batch.broken?.length ?? 0)
      onProgress?.(read)
      yield good
    }
  }
  const rows = await staged(staging, () => appendRows(staging, fitting()))
  return { read, staged: rows, misfits: spool.read() }
}

/** The misfits of a batch in the order of the source; rows that fit are added to `good`. */
function* inOrder(batch: RowBatch, columns: readonly Column[], good: SqlValue[][]): Generator<Misfit> {
  const at = columns.map((column) => batch.columns.indexOf(column.name))
  const broken = [...(batch.broken ?? [])]
  for (const [index, cells] of batch.rows.entries()) {
    const own = at.map((place) => cells[place] ?? null)
    const values = fitRow(columns, own)
    if (values !== undefined) good.push(values)
    else {
      const position = batch.position(index)
      while (broken[0] !== undefined && broken[0].position.record < position.record) yield broken.shift() as BrokenRecord
      yield typedMisfit(position, own, cells)
    }
  }
  yield* broken
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

function typedMisfit({ record, line }: SourcePosition, own: readonly Cell[], all: readonly Cell[]): Misfit {
  return { position: { record, ...(line === undefined ? {} : { line }) }, cells: own, raw: csvLine(all.map(cellText)) }
}

function cellText(cell: Cell): string | null {
  if (cell === null || typeof cell === 'string') return cell
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString('base64')
  if (cell instanceof Date) return cell.toISOString()
  return typeof cell === 'object' ? jsonText(cell) : String(cell)
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
