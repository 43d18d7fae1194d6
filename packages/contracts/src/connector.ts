import type { NumberSpelling } from './column.ts'
import type { AnyContract } from './contract.ts'
import type { JsonValue } from './flavours.ts'
import type { PublishMode } from './publish-mode.ts'

/**
 * Somewhere data comes from. A connector is plain data about its streams: making one reads nothing, so that a plan is a pure
 * function of the project.
 */
export interface Connector {
  /** For people: `files`, `rest`, `postgres`. */
  readonly name: string
  readonly streams: readonly Stream[]
}

/** One source of rows for one contract. */
export interface Stream {
  readonly contract: AnyContract
  /** Which connector it belongs to, and from where, for people: `files`, `data/orders.csv`. Never a secret. */
  readonly connector: string
  readonly origin: string
  readonly load: LoadPolicy
  /** How its text spells numbers, where it is not `1234.5`. */
  readonly numbers?: NumberSpelling
  /** Everything that decides what is read, as JSON: part of the fingerprint of the stream. Never a secret. */
  readonly options: JsonValue
  /** The files of this machine that it reads, and folders of which it reads what is there, as absolute paths to be watched. Absent: none. */
  paths?(): Promise<readonly string[]>
  /** Looks at the source: existence, header, size. Reads no rows yet. Throws when the source cannot be read at all. */
  open(context: ReadContext): Promise<RowSource>
}

/** How the rows of a stream become the table. */
export interface LoadPolicy {
  readonly mode: PublishMode
  /** How many rows may be rejected before the load fails: a count, or a share of the rows read (`0.01` is 1%). Default 0 rows. */
  readonly maxRejected?: { readonly rows: number } | { readonly share: number }
  /** Which of several rows with one key survives: the first in this order. Without it, different rows of one key are an error. */
  readonly dedupBy?: readonly { readonly column: string; readonly order: 'asc' | 'desc' }[]
}

export interface ReadContext {
  /** What the last successful load of this stream committed, or undefined on the first one. */
  readonly cursor: JsonValue | undefined
  readonly signal: AbortSignal
  /** The only clock. */
  readonly now: Date
  /** What the schedule asks for, half open; absent in a run by hand, and in a full refresh, which reads everything there is. */
  readonly interval?: { readonly start: Date; readonly end: Date }
}

/** What every opened source knows. */
export interface SourceFacts {
  /** The name that messages show: `orders.csv`. */
  readonly label: string
  /** Changes whenever the content may have changed (size and modification time of a file); undefined means always read again. */
  readonly fingerprint: string | undefined
  /** The columns as the source names them, in its order; undefined when rows name their own (NDJSON). */
  readonly columns: readonly string[] | undefined
  /** When the data was last changed at the source, for freshness; undefined when it cannot say. */
  readonly modifiedAt: Date | undefined
  /** Columns that the source does not hold and whose value, as text, is the same in every row: the name of the file. */
  readonly constants?: Readonly<Record<string, string>>
}

export type RowSource = SingleRowSource | PartsRowSource

/** Rows: either a file an engine may read by itself, or batches that come through JavaScript. */
export type SingleRowSource = FileRowSource | BatchRowSource

/** Several sources that are loaded as one, such as the files of a pattern. Each has a label and columns of its own. */
export interface PartsRowSource extends SourceFacts {
  readonly kind: 'parts'
  /** At least one. */
  readonly parts: readonly SingleRowSource[]
}

export interface FileRowSource extends SourceFacts {
  readonly kind: 'file'
  readonly path: string
  /** In bytes, where it is known. */
  readonly size?: number
  readonly format: FileFormat
  /** The same rows through JavaScript, for engines that cannot read this file. */
  rows(): BatchRowSource
}

export interface BatchRowSource extends SourceFacts {
  readonly kind: 'rows'
  /** Why no engine can read it, for `explain`: `xlsx is read in JavaScript`. */
  readonly why: string
  batches(signal: AbortSignal): AsyncIterable<RowBatch>
  /** The cursor after the last batch; called once `batches` has ended. */
  cursor?(): JsonValue | undefined
}

/** How a file is to be read, in a form that engines can act on. */
export type FileFormat = CsvFormat | NdjsonFormat | JsonFormat | ParquetFormat

export interface CsvFormat {
  readonly format: 'csv'
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
  readonly header: boolean
  /** Text that stands for null when it is not quoted; the empty text always does. */
  readonly nullText: readonly string[]
  /** Physical lines before the header, or before the first record where there is none. */
  readonly skip: number
  /** Lines that begin with this character are no records; the empty text when there are none. */
  readonly comment: string
  /** As encodings are called on the web: `utf-8`, `utf-16le`, `windows-1252`, `big5`. */
  readonly encoding: string
  readonly compression: Compression
}
export interface NdjsonFormat {
  readonly format: 'ndjson'
  readonly compression: Compression
}
/** One array of records, at its top or at the end of a path. */
export interface JsonFormat {
  readonly format: 'json'
  readonly compression: Compression
}
export type Compression = 'none' | 'gzip' | 'zstd'
export interface ParquetFormat {
  readonly format: 'parquet'
}

/**
 * A raw value as the source holds it. Text formats give strings; numbers that JS would round come as text or bigint.
 * `undefined` never occurs: a missing key is null.
 */
export type Cell = string | number | bigint | boolean | null | Uint8Array | Date | JsonValue

export interface RowBatch {
  /** The names of the cells, in their order. */
  readonly columns: readonly string[]
  /** `rows × columns` cells. */
  readonly rows: readonly (readonly Cell[])[]
  /** Where row `index` of this batch stands in the source. */
  position(index: number): SourcePosition
  /** The text of row `index`, where the source has one: rejected rows keep it. */
  raw?(index: number): string | undefined
  /** Records that are not even rows (too many cells, an unclosed quote); they count as read and rejected. */
  readonly broken?: readonly BrokenRecord[]
}

export interface SourcePosition {
  /** 1-based number of the record in the source, header not counted. */
  readonly record: number
  /** 1-based physical line, header counted, in text files. */
  readonly line?: number
  /** Names the cell of a column in a spreadsheet: `Sheet1!C7`. */
  cell?(column: string): string | undefined
}

export interface BrokenRecord {
  readonly position: SourcePosition
  readonly reason: string
  readonly raw: string
}
