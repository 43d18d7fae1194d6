import type { AnyContract, BatchRowSource, CsvFormat, RowBatch } from '@meshwright/contracts'
import { BatchBuilder } from './batch-builder.ts'
import { CsvRecords, type CsvRecord } from './csv-records.ts'
import { fileTable, rowOnlyReason, type ColumnOf, type FileOptions, type FileTable } from './file-table.ts'
import { FilesError } from './files-error.ts'
import { assertUnchanged, type FoundFile } from './found-file.ts'
import { checkedHeader } from './header.ts'
import { holdsInvalidBytes, MAX_RECORD, shownText, textChunks } from './text-chunks.ts'

export interface CsvOptions<Column extends string = string> extends FileOptions<Column> {
  /** `,` by default; `'\t'` for TSV. */
  readonly delimiter?: string
  /** `"` by default; the empty text when the file quotes nothing. */
  readonly quote?: string
  /** What stands before a quote inside quotes; the quote itself by default. */
  readonly escape?: string
  /** Whether the first line names the columns; true by default. Without one, the columns are the contract's, in its order. */
  readonly header?: boolean
  /** Text that means null when it is not quoted, besides the empty text: `['NULL', '\\N']`. */
  readonly nullText?: readonly string[]
}

/**
 * A CSV file in UTF-8. An unquoted empty cell is null, a quoted one (`""`) the empty text. Lines end by LF, CRLF or CR; blank lines
 * are skipped, except where the file has a single column: there they are a null. A line with too few or too many cells, text after
 * a closing quote, a quote that is never closed and bytes that are not UTF-8 break their record.
 */
export function csv<C extends AnyContract>(contract: C, options: CsvOptions<ColumnOf<C>> = {}): FileTable {
  const quote = options.quote ?? '"'
  const format: CsvFormat = {
    format: 'csv',
    delimiter: options.delimiter ?? ',',
    quote,
    escape: options.escape ?? quote,
    header: options.header ?? true,
    nullText: options.nullText ?? [],
  }
  checkSyntax(contract, format)
  return fileTable(contract, 'csv', options, { ...format }, async (file, { signal }) => {
    const columns = await readHeader(file, contract, format, signal)
    const facts = { label: file.label, fingerprint: file.fingerprint, columns, modifiedAt: file.modifiedAt }
    const rows = (why: string): BatchRowSource => ({
      ...facts,
      kind: 'rows',
      why,
      batches: (signal) => csvBatches(file, columns, format, signal),
    })
    const why = rowOnlyReason(contract)
    if (why !== undefined) return rows(why)
    return { ...facts, kind: 'file', path: file.path, format, rows: () => rows('the engine does not read this CSV file by itself') }
  })
}

function checkSyntax(contract: AnyContract, format: CsvFormat): void {
  const problems: string[] = []
  const lineEnd = /[\r\n]/
  if (format.delimiter.length !== 1 || lineEnd.test(format.delimiter))
    problems.push(`delimiter is ${JSON.stringify(format.delimiter)}; give one character`)
  if (format.quote.length > 1 || lineEnd.test(format.quote))
    problems.push(`quote is ${JSON.stringify(format.quote)}; give one character, or '' for none`)
  if (format.escape.length !== format.quote.length || lineEnd.test(format.escape))
    problems.push(`escape is ${JSON.stringify(format.escape)}; give one character, as for quote`)
  if (format.quote !== '' && (format.delimiter === format.quote || format.delimiter === format.escape))
    problems.push('delimiter is also the quote or escape')
  if (problems.length > 0)
    throw new FilesError('option-invalid', problems.map((problem) => `${contract.name}: ${problem}`).join('\n'), { problems })
}

async function readHeader(file: FoundFile, contract: AnyContract, format: CsvFormat, signal: AbortSignal): Promise<readonly string[]> {
  if (!format.header) return contract.columns.map((column) => column.name)
  for await (const group of recordGroups(file, format, signal)) {
    for (const placed of group.records) {
      if (isBlank(placed)) continue
      if (placed.record.fault !== undefined)
        throw new FilesError('header-invalid', `${file.label}: its header cannot be read: ${placed.record.fault}`)
      const hint = `if the file has no header line, say { header: false }; if its cells are separated by something else, say { delimiter: ';' }`
      return checkedHeader(placed.record.cells, contract, file.label, (index) => `column ${index + 1}`, hint)
    }
  }
  throw new FilesError('header-missing', `${file.label}: has no header line, only blank lines`)
}

interface PlacedRecord {
  readonly record: CsvRecord
  /** Its first physical line. */
  readonly line: number
  /** The text that the record's offsets are of. */
  readonly text: string
}

interface RecordGroup {
  /** All records in order, blank lines and the header too. To be read to its end before the next group is asked for. */
  readonly records: Iterable<PlacedRecord>
  readonly holdsInvalidBytes: boolean
}

async function* recordGroups(file: FoundFile, format: CsvFormat, signal: AbortSignal): AsyncGenerator<RecordGroup> {
  const records = new CsvRecords(format)
  let line = 1
  let carried = ''
  function* placed(text: string): Generator<PlacedRecord> {
    for (let record = records.next(); record !== undefined; record = records.next()) {
      yield { record, line, text }
      line += record.lines
    }
  }
  for await (const chunk of textChunks(file, signal)) {
    if (carried.length > MAX_RECORD) {
      throw new FilesError(
        'record-too-long',
        `${file.label}:${line}: a record of more than ${MAX_RECORD >> 20} MiB begins here; is a quote never closed?`,
      )
    }
    const text = carried + chunk.text
    records.read(text, chunk.last)
    yield { records: placed(text), holdsInvalidBytes: holdsInvalidBytes(text) }
    carried = records.rest
  }
}

async function* csvBatches(file: FoundFile, columns: readonly string[], format: CsvFormat, signal: AbortSignal): AsyncGenerator<RowBatch> {
  const batch = new BatchBuilder(columns)
  const expected = `${format.header ? 'the header' : 'the contract'} has ${columns.length}`
  let awaitsHeader = format.header
  let count = 0
  for await (const group of recordGroups(file, format, signal)) {
    for (const placed of group.records) {
      const { record, line } = placed
      if (isBlank(placed) && (awaitsHeader || columns.length > 1)) continue
      if (awaitsHeader) {
        awaitsHeader = false
        continue
      }
      count++
      const fault =
        record.fault ?? (record.cells.length === columns.length ? undefined : `has ${counted(record.cells.length, 'cell')}, ${expected}`)
      if (fault !== undefined) batch.addBroken(count, line, fault, rawText(placed))
      else if (group.holdsInvalidBytes && holdsInvalidBytes(textOf(placed)))
        batch.addBroken(count, line, 'holds bytes that are not UTF-8 text', rawText(placed))
      else batch.add(count, line, record.cells)
      if (!batch.full) continue
      signal.throwIfAborted()
      yield batch.take()
    }
  }
  await assertUnchanged(file)
  signal.throwIfAborted()
  if (!batch.empty) yield batch.take()
}

const textOf = ({ record, text }: PlacedRecord) => text.slice(record.start, record.next)
const rawText = (placed: PlacedRecord) => shownText(textOf(placed).replace(/\r?\n$|\r$/, ''))
const isBlank = (placed: PlacedRecord) =>
  placed.record.cells.length === 1 && placed.record.cells[0] === null && /^[\r\n]*$/.test(textOf(placed))
const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
