import type { AnyContract, Cell, RowBatch } from '@meshwright/contracts'
import { BatchBuilder } from './batch-builder.ts'
import { fileTable, type ColumnOf, type FileOptions, type FileTable } from './file-table.ts'
import { FilesError } from './files-error.ts'
import { assertUnchanged, type FoundFile } from './found-file.ts'
import { checkedHeader } from './header.ts'
import { isMoment, isProblem, type SheetValue } from './xlsx-cell.ts'
import { columnLetters, sheetRows, type SheetRow } from './xlsx-rows.ts'
import { chosenSheet, readSharedStrings, readWorkbook, type Workbook } from './xlsx-workbook.ts'

export interface XlsxOptions<Column extends string = string> extends FileOptions<Column> {
  /** By name, or by number from 1 in the order of the tabs. The first by default. */
  readonly sheet?: number | string
}

/**
 * A sheet of an XLSX file. Its first row that is not empty names the columns; rows without any value are skipped. Numbers are
 * the text of the double that the sheet holds, dates and times text without a zone (to the millisecond), formulas their stored result. An empty cell is null.
 * An error cell (`#N/A`) comes as its text, so that the column's type refuses it; in a column that would take that text, it breaks
 * the record, as does a value in a column without a name.
 */
export function xlsx<C extends AnyContract>(contract: C, options: XlsxOptions<ColumnOf<C>> = {}): FileTable {
  const wanted = options.sheet ?? 1
  if (typeof wanted === 'number' && !(Number.isInteger(wanted) && wanted >= 1)) {
    throw new FilesError('option-invalid', `${contract.name}: sheet is ${wanted}; give a number from 1, or the name of a sheet`)
  }
  return fileTable(contract, 'xlsx', options, { format: 'xlsx', sheet: wanted }, async (file, { signal }) => {
    const header = await readHeader(file, contract, wanted, signal)
    return {
      kind: 'rows',
      why: 'xlsx is read in JavaScript',
      label: file.label,
      fingerprint: file.fingerprint,
      columns: header.names,
      modifiedAt: file.modifiedAt,
      batches: (signal) => xlsxBatches(file, contract, wanted, header, signal),
    }
  })
}

interface SheetHeader {
  readonly row: number
  readonly names: readonly string[]
  /** The index of each column in the sheet: a table may begin further right than A. */
  readonly first: number
}

interface OpenSheet {
  readonly name: string
  readonly rows: AsyncGenerator<readonly SheetRow[]>
}

async function openSheet(file: FoundFile, wanted: number | string, signal: AbortSignal): Promise<OpenSheet> {
  const workbook: Workbook = await readWorkbook(file, signal)
  const sheet = chosenSheet(workbook, wanted, file.label)
  const sharedStrings = await readSharedStrings(file, workbook, signal)
  return { name: sheet.name, rows: sheetRows(file, workbook, sheet.path, sharedStrings, signal) }
}

/** Errors of the archive and its XML, told as the file's. */
async function asXlsx<T>(file: FoundFile, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FilesError || signal.aborted) throw error
    throw new FilesError(
      'xlsx-invalid',
      `${file.label}: cannot be read to its end: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}

async function readHeader(file: FoundFile, contract: AnyContract, wanted: number | string, signal: AbortSignal): Promise<SheetHeader> {
  return asXlsx(file, signal, async () => {
    const sheet = await openSheet(file, wanted, signal)
    for await (const [row] of sheet.rows) {
      if (row === undefined) continue
      const first = row.values.findIndex((value) => value !== undefined)
      const cells = Array.from(row.values.slice(first), (value) =>
        value === undefined || isProblem(value) ? null : isMoment(value) ? value.text : String(value),
      )
      const label = `${file.label} ${sheet.name}`
      const names = checkedHeader(
        cells,
        contract,
        label,
        (index) => `${columnLetters(first + index)}${row.row}`,
        'is it the right sheet, and is the header its first row?',
      )
      return { row: row.row, names, first }
    }
    throw new FilesError('header-missing', `${file.label}: its sheet "${sheet.name}" is empty`)
  })
}

async function* xlsxBatches(
  file: FoundFile,
  contract: AnyContract,
  wanted: number | string,
  header: SheetHeader,
  signal: AbortSignal,
): AsyncGenerator<RowBatch> {
  signal.throwIfAborted()
  const sheet = await asXlsx(file, signal, () => openSheet(file, wanted, signal))
  const shownName = /^[\p{L}\p{N}_]+$/u.test(sheet.name) ? sheet.name : `'${sheet.name.replaceAll("'", "''")}'`
  const cellName = (row: number, index: number) => `${shownName}!${columnLetters(header.first + index)}${row}`
  const batch = new BatchBuilder(header.names, (row, column) => {
    const index = header.names.indexOf(column)
    return index === -1 ? undefined : cellName(row, index)
  })
  const types = new Map(contract.columns.map((column) => [column.name, column.type.type]))
  const takesAnyText = header.names.map((name) => types.get(name) === 'string' || types.get(name) === 'json')
  const asDate = header.names.map((name) => readsByFormat(contract, name))
  const isRead = header.names.map((name) => types.has(name))
  let count = 0
  try {
    for (;;) {
      const group = await asXlsx(file, signal, () => sheet.rows.next())
      if (group.done) break
      for (const { row, values } of group.value) {
        if (row === header.row) continue
        count++
        const problems: string[] = []
        const cells: Cell[] = []
        for (let index = 0; index < Math.max(header.names.length, values.length - header.first); index++) {
          const value: SheetValue = values[header.first + index] ?? null
          const named = index < header.names.length
          if (!named && value !== null) problems.push(`${cellName(row, index)} holds a value, but its column has no name in the header`)
          else if (isProblem(value) && isRead[index] === true && (value.kind === 'unreadable' || takesAnyText[index] === true)) {
            problems.push(
              `column ${header.names[index]}: ${cellName(row, index)} ${value.kind === 'error' ? `holds the error ${value.text}` : `cannot be read: ${value.text}`}`,
            )
          }
          if (named) cells.push(cellOf(value, asDate[index] === true))
        }
        for (let column = 0; column < header.first; column++) {
          if (values[column] !== undefined) problems.push(`${shownName}!${columnLetters(column)}${row} holds a value left of the table`)
        }
        if (problems.length > 0) batch.addBroken(count, row, problems.join('; '), JSON.stringify(cells))
        else batch.add(count, row, cells)
        if (batch.full) {
          signal.throwIfAborted()
          yield batch.take()
        }
      }
    }
  } finally {
    await sheet.rows.return(undefined)
  }
  await assertUnchanged(file)
  signal.throwIfAborted()
  if (!batch.empty) yield batch.take()
}

/** A column whose texts have a format of their own: the moments of the sheet must not be read by it, so they come as a Date (its UTC fields count). */
function readsByFormat(contract: AnyContract, name: string): boolean {
  const column = contract.columns.find((column) => column.name === name)
  return column?.input?.format !== undefined && (column.type.type === 'date' || column.type.type === 'localTimestamp')
}

function cellOf(value: SheetValue, asDate: boolean): Cell {
  if (isProblem(value)) return value.text
  if (!isMoment(value)) return value
  const date = asDate ? new Date(`${value.text}${value.text.includes('T') ? '' : 'T00:00:00'}Z`) : undefined
  return date === undefined || Number.isNaN(date.getTime()) ? value.text : date
}
