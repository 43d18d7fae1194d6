import type { AnyContract, Cell, RowBatch } from '@meshwright/contracts'
import { BatchBuilder } from './batch-builder.ts'
import { checkOptions, fileTable, type ColumnOf, type FileOptions, type FileTable, type NumberOptions } from './file-table.ts'
import { FilesError } from './files-error.ts'
import { assertUnchanged, type FoundFile } from './found-file.ts'
import { checkedHeader, listProblems } from './header.ts'
import { columnLetters, parseArea, rowWithin, type Area } from './xlsx-area.ts'
import { isMoment, isProblem, type SheetValue } from './xlsx-cell.ts'
import { mergedAreas, MergedFill } from './xlsx-merged.ts'
import { sheetRows, type SheetRow } from './xlsx-rows.ts'
import { chosenSheet, readSharedStrings, readWorkbook, type Workbook } from './xlsx-workbook.ts'

export interface XlsxOptions<Column extends string = string> extends FileOptions<Column>, NumberOptions {
  /** By name, or by number from 1 in the order of the tabs. The first by default. */
  readonly sheet?: number | string
  /** Where the table is, header included: `'B3:F200'`, or `'B3:F'` down to the last row. The whole sheet by default. */
  readonly range?: string
  /** How many rows stand before the header, or before the first record; 0 by default. Not with `range`, which says it too. */
  readonly skip?: number
  /** As for `csv`: whether the first row names the columns, or a list of their names. */
  readonly header?: boolean | readonly string[]
  /** Of merged cells, the file holds the value in the first one, and the others are null; with `'fill'` each has it. */
  readonly merged?: 'fill'
}

/** Where the table is, and how it is read. */
interface Reading {
  readonly sheet: number | string
  readonly area: Area | undefined
  readonly names: readonly string[] | undefined
  readonly fills: boolean
}

/**
 * A sheet of an XLSX file. Its first row that is not empty names the columns; rows without any value are skipped. Numbers are
 * the text of the double that the sheet holds, dates and times text without a zone (to the millisecond), formulas their stored result. An empty cell is null.
 * An error cell (`#N/A`) comes as its text, so that the column's type refuses it; in a column that would take that text, it breaks
 * the record, as does a value in a column without a name.
 */
export function xlsx<C extends AnyContract>(contract: C, options: XlsxOptions<ColumnOf<C>> = {}): FileTable {
  checkOptions<XlsxOptions>(contract, options, {
    sheet: true,
    range: true,
    skip: true,
    header: true,
    merged: true,
    decimal: true,
    thousands: true,
  })
  const { range, skip, header, merged } = options
  const sheet = options.sheet ?? 1
  const refuse = (problem: string) => new FilesError('option-invalid', `${contract.name}: ${problem}`)
  if (typeof sheet === 'number' && !(Number.isInteger(sheet) && sheet >= 1))
    throw refuse(`sheet is ${sheet}; give a number from 1, or the name of a sheet`)
  if (skip !== undefined && !(Number.isInteger(skip) && skip >= 0)) throw refuse(`skip is ${skip}; give a whole number of rows`)
  if (skip !== undefined && range !== undefined) throw refuse('skip and range both say where the table begins; give one of them')
  if (Array.isArray(header)) for (const problem of listProblems(header as readonly string[])) throw refuse(problem)
  const area = range === undefined ? undefined : parseArea(range)
  if (range !== undefined && area === undefined)
    throw refuse(`range is ${JSON.stringify(range)}; give the first and last cell, as 'B3:F200'`)
  const reading: Reading = {
    sheet,
    area: area ?? (skip === undefined ? undefined : { ...WHOLE_SHEET, firstRow: skip + 1 }),
    names:
      header === undefined || header === true
        ? undefined
        : header === false
          ? contract.columns.map((column) => column.name)
          : (header as readonly string[]),
    fills: merged === 'fill',
  }
  const decisive = {
    format: 'xlsx',
    sheet,
    ...(range === undefined ? {} : { range }),
    ...(skip === undefined ? {} : { skip }),
    ...(reading.names === undefined ? {} : { columns: [...reading.names] }),
    ...(merged === undefined ? {} : { merged }),
  }
  return fileTable(contract, 'xlsx', options, decisive, async (file, { signal }) => {
    const header = await readHeader(file, contract, reading, signal)
    return {
      kind: 'rows',
      why: 'xlsx is read in JavaScript',
      label: file.label,
      fingerprint: file.fingerprint,
      columns: header.names,
      modifiedAt: file.modifiedAt,
      batches: (signal) => xlsxBatches(file, contract, reading, header, signal),
    }
  })
}

const WHOLE_SHEET: Area = { firstRow: 1, lastRow: Number.POSITIVE_INFINITY, firstColumn: 1, lastColumn: Number.POSITIVE_INFINITY }

interface SheetHeader {
  /** 0 when no row is the header. */
  readonly row: number
  readonly names: readonly string[]
  /** The index of each column in the sheet: a table may begin further right than A. */
  readonly first: number
}

interface OpenSheet {
  readonly name: string
  readonly rows: AsyncGenerator<readonly SheetRow[]>
}

async function openSheet(file: FoundFile, reading: Reading, signal: AbortSignal): Promise<OpenSheet> {
  const workbook: Workbook = await readWorkbook(file, signal)
  const sheet = chosenSheet(workbook, reading.sheet, file.label)
  const sharedStrings = await readSharedStrings(file, workbook, signal)
  const fill = reading.fills ? new MergedFill(await mergedAreas(file, workbook, sheet.path, signal)) : undefined
  const rows = sheetRows(file, workbook, sheet.path, sharedStrings, signal)
  return { name: sheet.name, rows: fill === undefined && reading.area === undefined ? rows : tableRows(rows, fill, reading.area) }
}

async function* tableRows(
  rows: AsyncGenerator<readonly SheetRow[]>,
  fill: MergedFill | undefined,
  area: Area | undefined,
): AsyncGenerator<readonly SheetRow[]> {
  for await (const group of rows) {
    const own = group.flatMap((row) => {
      const filled = fill?.fill(row) ?? row
      const within = area === undefined ? filled : rowWithin(filled, area)
      return within === undefined ? [] : [within]
    })
    if (own.length > 0) yield own
  }
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

async function readHeader(file: FoundFile, contract: AnyContract, reading: Reading, signal: AbortSignal): Promise<SheetHeader> {
  return asXlsx(file, signal, async () => {
    const sheet = await openSheet(file, reading, signal)
    const { area, names } = reading
    if (names !== undefined) {
      await sheet.rows.return(undefined)
      return { row: 0, names, first: (area?.firstColumn ?? 1) - 1 }
    }
    for await (const [row] of sheet.rows) {
      if (row === undefined) continue
      const first =
        area === undefined || area.lastColumn === Number.POSITIVE_INFINITY
          ? row.values.findIndex((value) => value !== undefined)
          : area.firstColumn - 1
      const width = (area?.lastColumn ?? Number.POSITIVE_INFINITY) - first
      const header = row.values.slice(first)
      if (Number.isFinite(width)) header.length = width
      const cells = Array.from(header, (value) =>
        value === undefined || isProblem(value) ? null : isMoment(value) ? value.text : String(value),
      )
      const label = `${file.label} ${sheet.name}`
      const names = checkedHeader(
        cells,
        contract,
        label,
        (index) => `${columnLetters(first + index)}${row.row}`,
        "is it the right sheet? If rows stand before the header, say { skip: 2 }, or where the table is: { range: 'B3:F200' }",
      )
      return { row: row.row, names, first }
    }
    throw new FilesError(
      'header-missing',
      `${file.label}: its sheet "${sheet.name}" is empty${area === undefined ? '' : ' where its table is to be'}`,
    )
  })
}

async function* xlsxBatches(
  file: FoundFile,
  contract: AnyContract,
  reading: Reading,
  header: SheetHeader,
  signal: AbortSignal,
): AsyncGenerator<RowBatch> {
  signal.throwIfAborted()
  const sheet = await asXlsx(file, signal, () => openSheet(file, reading, signal))
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
        const errors: string[] = []
        const cells: Cell[] = []
        for (let index = 0; index < Math.max(header.names.length, values.length - header.first); index++) {
          const value: SheetValue = values[header.first + index] ?? null
          const named = index < header.names.length
          if (!named && value !== null) problems.push(`${cellName(row, index)} holds a value, but its column has no name in the header`)
          else if (isProblem(value) && isRead[index] === true) {
            const told = `column ${header.names[index]}: ${cellName(row, index)}`
            if (value.kind === 'unreadable') problems.push(`${told} cannot be read: ${value.text}`)
            else (takesAnyText[index] === true ? problems : errors).push(`${told} holds the error ${value.text}`)
          }
          if (named) cells.push(cellOf(value, asDate[index] === true))
        }
        for (let column = 0; column < header.first; column++) {
          if (values[column] !== undefined) problems.push(`${shownName}!${columnLetters(column)}${row} holds a value left of the table`)
        }
        // What its type refuses anyway is told with what breaks the record, or it would be met only once that is mended.
        if (problems.length > 0) batch.addBroken(count, row, [...problems, ...errors].join('; '), JSON.stringify(cells))
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
