import { stat } from 'node:fs/promises'
import type { Column, CsvFormat, FileRowSource, SourcePosition } from '@meshwright/contracts'
import { tableSql, type LoadOutcome, type Misfit, type SqlValue } from '@meshwright/sql'
import { numbers, RAW_COLUMN, takeCandidates, type Candidate } from './candidates.ts'
import type { Connection } from './connection.ts'
import { createStagedCsv, insertCsv, lastCell, type LastCell } from './csv-select.ts'
import { duckdbDialect } from './duckdb-dialect.ts'
import { DuckdbError } from './duckdb-error.ts'
import { scanFile, type FileScan } from './file-scan.ts'
import { csvLine, fitRow, loadFileRows } from './load-file-rows.ts'
import { appendRows } from './load-rows.ts'
import { MisfitSpool } from './misfit-spool.ts'
import type { Staging } from './staging.ts'

const PAGE = 10_000
let loads = 0

/** A record that is not even a row, as DuckDB reports it. */
interface Reject {
  readonly line: number
  readonly reason: string
  readonly raw: string
}

/**
 * Loads a CSV file that DuckDB reads by itself. What it reads otherwise than the contract of CSV files says (a delimiter too many at the
 * end of a line, spaces around quotes, quotes that are not closed) is noticed, and such a file is read through JavaScript instead, as are
 * compressed data that it gives up or that end in several ways.
 */
export async function loadCsv(
  staging: Staging,
  file: FileRowSource & { readonly format: CsvFormat },
  names: readonly string[],
): Promise<LoadOutcome> {
  const { connection, request } = staging
  const rejectsTable = `mw_rejects_${++loads}`
  const before = await identity(file.path)
  const scanning = scanFile(file.path, file.format, names.length, request.signal)
  // Awaited below; until then its failure must not count as unhandled.
  scanning.catch(() => undefined)
  const last = lastCell(request.columns, names)
  const reading = {
    path: file.path,
    format: file.format,
    width: names.length,
    constants: new Map(Object.entries(file.constants ?? {})),
    rejects: rejectsTable,
  }
  try {
    await connection.run('begin transaction')
    await connection.run(createStagedCsv(request.staged, request.columns, last))
    await connection.run(insertCsv(request.staged, request.columns, names, last, reading))
    // What follows changes the table again, which costs a transaction of its own much less.
    await connection.run('commit')
  } catch (error) {
    await scanning
    request.signal.throwIfAborted()
    if (!isCsvRefusal(error) && file.format.compression === 'none') throw error
    await connection.run('rollback')
    return loadFileRows(staging, file)
  }
  const drop = `drop table ${tableSql(request.staged, duckdbDialect)}`
  try {
    const scan = await scanning
    if ((await identity(file.path)) !== before)
      throw new DuckdbError('file-failed', `${file.label}: the file was changed while it was read: load it again`, { retryable: true })
    const outcome = scan === undefined ? undefined : await new StagedCsv(staging, file, names, scan, last, rejectsTable).finish()
    if (outcome !== undefined) return outcome
  } catch (error) {
    // A failure to tidy up must not hide why: the next run finds the hidden table and drops it.
    await staging.connections.use((other) => other.run(drop)).catch(() => undefined)
    throw error
  }
  await connection.run(drop)
  return loadFileRows(staging, file)
}

/** The lines before the first record, where none is blank. */
const linesBefore = ({ header, skip }: CsvFormat) => skip + (header ? 1 : 0)

async function identity(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path)
  return `${size} ${mtimeMs}`
}

/** Files that its strict reader gives up on: lines that end in two ways, for one. */
const isCsvRefusal = (error: unknown) => error instanceof Error && /CSV Parser|CSV Error|Error when sniffing/.test(error.message)

/** The staged table while it still has its hidden columns. */
class StagedCsv {
  readonly #staging: Staging
  readonly #connection: Connection
  readonly #file: FileRowSource & { readonly format: CsvFormat }
  readonly #names: readonly string[]
  readonly #scan: FileScan
  readonly #last: LastCell
  readonly #rejectsTable: string
  readonly #table: string

  constructor(
    staging: Staging,
    file: FileRowSource & { readonly format: CsvFormat },
    names: readonly string[],
    scan: FileScan,
    last: LastCell,
    rejectsTable: string,
  ) {
    this.#staging = staging
    this.#connection = staging.connection
    this.#file = file
    this.#names = names
    this.#scan = scan
    this.#last = last
    this.#rejectsTable = rejectsTable
    this.#table = tableSql(staging.request.staged, duckdbDialect)
  }

  /** The outcome, or undefined when DuckDB has read the file in another way than JavaScript would. */
  async finish(): Promise<LoadOutcome | undefined> {
    const [rows = 0, candidates = 0] = await numbers(this.#connection, `select count(*), count(${RAW_COLUMN}) from ${this.#table}`)
    const [rejected = 0, others = 0] = await numbers(
      this.#connection,
      `select count(distinct line), count(*) filter (error_type not in ('MISSING COLUMNS', 'TOO MANY COLUMNS')) from ${this.#rejectsTable}`,
    )
    const { format } = this.#file
    // Only then does each record have exactly one line: none is blank, and no cell holds a line end.
    const oneLineEach = this.#scan.lines === linesBefore(format) + rows + rejected
    // DuckDB looks for quotes in lines that are to be skipped, too.
    if (format.skip > 0 && !oneLineEach) return undefined
    if (others > 0 || (rejected > 0 && !oneLineEach) || !(await this.#readsAlike())) return undefined

    const spool = new MisfitSpool(this.#staging.connections)
    const pages = await takeCandidates(this.#connection, this.#table, candidates)
    for (const hidden of [RAW_COLUMN, this.#last.column])
      if (hidden !== undefined) await this.#connection.run(`alter table ${this.#table} drop column ${hidden}`)
    const fitting = candidates + rejected === 0 ? 0 : await appendRows(this.#staging, this.#secondLook(pages, rejected, spool))
    for (const table of [this.#rejectsTable, `${this.#rejectsTable}_scan`]) await this.#connection.run(`drop table ${table}`)
    this.#staging.onStaged()
    const read = rows + rejected
    const staged = rows - candidates + fitting
    if (read !== staged + spool.count)
      throw new DuckdbError(
        'counts-not-conserved',
        `${this.#file.label}: read ${read} records, but kept ${staged} and ${spool.count} that do not fit: this is a defect; nothing was published`,
      )
    this.#staging.request.onProgress?.(read)
    return { read, staged, misfits: oneLineEach ? spool.read() : withLines(spool, this.#file, this.#staging.request.signal) }
  }

  /** DuckDB lets a line end with one delimiter too many, and spaces stand around quotes. */
  async #readsAlike(): Promise<boolean> {
    const { delimiterEnds, overlong, paddedQuotes, beginsBlank, holdsNul, endsByCr, mixedEnds } = this.#scan
    if (paddedQuotes || holdsNul || endsByCr || (beginsBlank && this.#file.format.header)) return false
    // Of CRLF among other line ends it makes two, and a blank line is a null where there is one column.
    if (mixedEnds && this.#names.length === 1) return false
    if (delimiterEnds === 0) return true
    if (overlong || this.#names.length === 1 || this.#file.format.nullText.length > 0) return false
    const [empty = 0] = await numbers(this.#connection, `select count(*) filter (${this.#last.isEmpty}) from ${this.#table}`)
    const [rejected = 0] = await numbers(
      this.#connection,
      `select count(distinct line) filter (rtrim(csv_line, chr(13) || chr(10)) like ${this.#endsWithDelimiter()}) from ${this.#rejectsTable}`,
    )
    return delimiterEnds === empty + rejected
  }

  #endsWithDelimiter(): string {
    return `'%' || replace(replace(${duckdbDialect.literal(this.#file.format.delimiter, { type: 'string' })}, '%', '\\%'), '_', '\\_') escape '\\'`
  }

  /** Tries each row that SQL left open, in JavaScript; gives those that fit after all and spools the others, with the rejects, in order. */
  async *#secondLook(
    pages: AsyncIterable<readonly Candidate[]>,
    rejected: number,
    spool: MisfitSpool,
  ): AsyncGenerator<readonly (readonly SqlValue[])[]> {
    const header = linesBefore(this.#file.format)
    const rejects = this.#rejects(rejected)
    let reject = (await rejects.next()).value as Reject | undefined
    let passed = 0
    const spoolRejects = async (before: number) => {
      // Records that are no rows count as records: what stands before a row moves it down.
      while (reject !== undefined && reject.line - header <= before + passed) {
        await spool.add({ position: { record: reject.line - header, line: reject.line }, reason: reject.reason, raw: reject.raw })
        passed++
        reject = (await rejects.next()).value as Reject | undefined
      }
    }
    const { columns } = this.#staging.request
    const constants = new Map(Object.entries(this.#file.constants ?? {}))
    const places = columns.map((column) => this.#names.indexOf(column.name))
    for await (const page of pages) {
      const fitting: SqlValue[][] = []
      for (const { rowNumber, cells } of page) {
        await spoolRejects(rowNumber + 1)
        const own = places.map((place, index) => cells[place] ?? constants.get((columns[index] as Column).name) ?? null)
        const values = fitRow(columns, own)
        if (values !== undefined) fitting.push(values)
        else
          await spool.add({
            position: this.#position(rowNumber + 1 + passed, header),
            cells: own,
            raw: csvLine(cells, this.#file.format.delimiter, this.#file.format.quote),
          })
      }
      if (fitting.length > 0) yield fitting
    }
    await spoolRejects(Number.POSITIVE_INFINITY)
  }

  #position(record: number, header: number): SourcePosition {
    return { record, line: record + header }
  }

  async *#rejects(count: number): AsyncGenerator<Reject> {
    const width = this.#names.length
    const { columns } = this.#staging.request
    const asContract = columns.length === width && columns.every(({ name }, index) => name === this.#names[index])
    const expected = `${this.#file.format.header ? 'the header' : asContract ? 'the contract' : 'the list of its columns'} has ${width}`
    for (let from = 0; from < count; from += PAGE) {
      // Several errors may stand for one line: the first cell that is missing, or every one too many.
      const result = await this.#connection.run(`
        select line, any_value(csv_line), any_value(error_type), min(column_idx), max(column_idx) from ${this.#rejectsTable}
        group by line order by line limit ${PAGE} offset ${from}`)
      for (const [line, raw, kind, fewest, most] of (await result.getRows()) as unknown as [bigint, string, string, bigint, bigint][]) {
        const cells = kind === 'MISSING COLUMNS' ? Number(fewest) : Number(most)
        yield {
          line: Number(line),
          reason: `has ${cells} cell${cells === 1 ? '' : 's'}, ${expected}`,
          raw: raw.replace(/^[\r\n]+|[\r\n]+$/g, ''),
        }
      }
    }
  }
}

/** The misfits with the lines on which they really stand, found by reading the file once more, where records and lines differ. */
async function* withLines(spool: MisfitSpool, file: FileRowSource, signal: AbortSignal): AsyncGenerator<Misfit> {
  const misfits = spool.read()
  let misfit = (await misfits.next()).value as Misfit | undefined
  if (misfit === undefined) return
  for await (const batch of file.rows().batches(signal)) {
    const lines = new Map<number, number | undefined>()
    for (let index = 0; index < batch.rows.length; index++) {
      const { record, line } = batch.position(index)
      lines.set(record, line)
    }
    const last = Math.max(0, ...lines.keys())
    while (misfit !== undefined && misfit.position.record <= last) {
      const line = lines.get(misfit.position.record)
      yield { ...misfit, position: { record: misfit.position.record, ...(line === undefined ? {} : { line }) } }
      misfit = (await misfits.next()).value as Misfit | undefined
    }
    if (misfit === undefined) return
  }
}
