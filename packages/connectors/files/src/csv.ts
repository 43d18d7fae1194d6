import type { AnyContract, BatchRowSource, CsvFormat, RowBatch } from '@meshwright/contracts'
import { BatchBuilder } from './batch-builder.ts'
import { checkSyntax, CSV_OPTIONS, csvFormat, type CsvOptions } from './csv-options.ts'
import { CsvRecords, type CsvRecord } from './csv-records.ts'
import { checkOptions, fileTable, rowOnlyReason, type ColumnOf, type FileTable } from './file-table.ts'
import { FilesError } from './files-error.ts'
import { assertUnchanged, type FoundFile } from './found-file.ts'
import { checkedHeader } from './header.ts'
import { fileStart } from './plain-bytes.ts'
import { holdsInvalidBytes, invalidBytesReason, MAX_RECORD, shownText, textChunks } from './text-chunks.ts'
import { encodingOf } from './text-encoding.ts'

/**
 * A CSV file. An unquoted empty cell is null, a quoted one (`""`) the empty text. Lines end by LF, CRLF or CR; blank lines
 * are skipped, except where the file has a single column: there they are a null. A line with too few or too many cells, text after
 * a closing quote, a quote that is never closed and bytes that are no text break their record.
 */
export function csv<C extends AnyContract>(contract: C, options: CsvOptions<ColumnOf<C>> = {}): FileTable {
  checkOptions(contract, options, CSV_OPTIONS)
  const declared = csvFormat(options)
  checkSyntax(contract, declared, options)
  const { encoding, compression: _, ...reading } = declared
  // Only what was declared decides what is read: the rest is in the file.
  const decisive = { ...reading, ...(options.encoding === undefined ? {} : { encoding }), ...namesOf(options) }
  const filled: readonly string[] = Object.values(options.fileColumns ?? {})
  const held = contract.columns.map(({ name }) => name).filter((name) => !filled.includes(name))
  return fileTable(contract, 'csv', options, decisive, async (file, { signal }) => {
    const start = await fileStart(file, signal)
    const format: CsvFormat = {
      ...declared,
      compression: start.compression,
      encoding: encodingOf(file, start.head, options.encoding === undefined ? undefined : encoding),
    }
    const columns = Array.isArray(options.header)
      ? (options.header as readonly string[])
      : format.header
        ? await readHeader(file, contract, held, format, signal)
        : contract.columns.map((column) => column.name)
    const facts = { label: file.label, fingerprint: file.fingerprint, columns, modifiedAt: file.modifiedAt }
    const named = Array.isArray(options.header) ? 'the list of its columns' : format.header ? 'the header' : 'the contract'
    const expected = `${named} has ${columns.length}`
    const rows = (why: string): BatchRowSource => ({
      ...facts,
      kind: 'rows',
      why,
      batches: (signal) => csvBatches(file, columns, format, expected, signal),
    })
    const why = rowOnlyReason(contract)
    if (why !== undefined) return rows(why)
    return {
      ...facts,
      kind: 'file',
      path: file.path,
      size: file.size,
      format,
      rows: () => rows('the engine does not read this CSV file by itself'),
    }
  })
}

const namesOf = ({ header }: CsvOptions) => (Array.isArray(header) ? { columns: [...(header as readonly string[])] } : {})

async function readHeader(
  file: FoundFile,
  contract: AnyContract,
  wanted: readonly string[],
  format: CsvFormat,
  signal: AbortSignal,
): Promise<readonly string[]> {
  // What means null among values is a name like others here: NA.
  for await (const group of recordGroups(file, { ...format, nullText: [] }, signal)) {
    for (const placed of group.records) {
      if (isBlank(placed)) continue
      if (placed.record.fault !== undefined)
        throw new FilesError('header-invalid', `${file.label}:${placed.line}: its header cannot be read: ${placed.record.fault}`)
      const { cells } = placed.record
      if (holdsInvalidBytes(textOf(placed)) && !wanted.every((name) => cells.includes(name)))
        throw new FilesError('header-invalid', `${file.label}:${placed.line}: its header ${invalidBytesReason(format.encoding)}`)
      const hint = textOf(placed).includes('\u0000')
        ? `it holds NUL characters, as UTF-16 does: say { encoding: 'utf-16le' }`
        : `if the file has no header line, say { header: false }; if lines stand before it, { skip: 2 }; if its cells are separated by something else, { delimiter: ';' }`
      return checkedHeader(cells, contract, file.label, (index) => `column ${index + 1}`, hint)
    }
  }
  throw new FilesError('header-missing', `${file.label}: has no header line, only ${format.skip > 0 ? 'lines to skip' : 'blank lines'}`)
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
      if (!record.isComment) yield { record, line, text }
      line += record.lines
    }
  }
  for await (const chunk of textChunks(file, format, signal)) {
    if (carried.length > MAX_RECORD) {
      throw new FilesError(
        'record-too-long',
        `${file.label}:${line}: a record of more than ${MAX_RECORD >> 20} MiB begins here; is a quote never closed?`,
      )
    }
    let text = carried + chunk.text
    for (; line <= format.skip && text !== ''; line++) text = text.slice(firstLineEnd(text))
    records.read(text, chunk.last)
    yield { records: placed(text), holdsInvalidBytes: holdsInvalidBytes(text) }
    carried = records.rest
  }
}

/** The position after the first line. */
function firstLineEnd(text: string): number {
  const found = /\r\n|\n|\r/.exec(text)
  return found === null ? text.length : found.index + found[0].length
}

async function* csvBatches(
  file: FoundFile,
  columns: readonly string[],
  format: CsvFormat,
  expected: string,
  signal: AbortSignal,
): AsyncGenerator<RowBatch> {
  const batch = new BatchBuilder(columns)
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
        batch.addBroken(count, line, invalidBytesReason(format.encoding), rawText(placed))
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
