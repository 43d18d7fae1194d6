import type { AnyContract, CsvFormat } from '@meshwright/contracts'
import type { FileOptions, NumberOptions, OwnOptions } from './file-table.ts'
import { FilesError } from './files-error.ts'
import { listProblems } from './header.ts'
import { encodingNamed } from './text-encoding.ts'

export interface CsvOptions<Column extends string = string> extends FileOptions<Column>, NumberOptions {
  /** `,` by default; `'\t'` for TSV; may be several characters. */
  readonly delimiter?: string
  /** `"` by default; the empty text when the file quotes nothing. */
  readonly quote?: string
  /** What stands before a quote inside quotes; the quote itself by default. */
  readonly escape?: string
  /**
   * Whether the first line names the columns; true by default. Without such a line, the columns are the contract's, in its order, or
   * those that a list names, in the order of the file.
   */
  readonly header?: boolean | readonly string[]
  /** How many lines stand before the header, or before the first record; 0 by default. */
  readonly skip?: number
  /** Lines that begin with this character are left out. */
  readonly comment?: string
  /** Text that means null when it is not quoted, besides the empty text: `['NULL', '\\N']`. */
  readonly nullText?: readonly string[]
  /**
   * UTF-8 by default, and what a byte order mark says: `'utf-16le'`, `'windows-1252'`, `'latin-1'`, `'big5'`, `'shift_jis'` and
   * whatever else `TextDecoder` knows. Nothing is guessed.
   */
  readonly encoding?: string
}

export const CSV_OPTIONS: OwnOptions<CsvOptions> = {
  delimiter: true,
  quote: true,
  escape: true,
  header: true,
  skip: true,
  comment: true,
  nullText: true,
  encoding: true,
  decimal: true,
  thousands: true,
}

export function csvFormat(options: CsvOptions): CsvFormat {
  const quote = options.quote ?? '"'
  return {
    format: 'csv',
    delimiter: options.delimiter ?? ',',
    quote,
    escape: options.escape ?? quote,
    header: options.header === undefined || options.header === true,
    nullText: options.nullText ?? [],
    skip: options.skip ?? 0,
    comment: options.comment ?? '',
    encoding: encodingNamed(options.encoding ?? 'utf-8') ?? '',
    compression: 'none',
  }
}

/** Refuses options that mean nothing, all at once. */
export function checkSyntax(contract: AnyContract, format: CsvFormat, options: CsvOptions): void {
  const problems: string[] = []
  const lineEnd = /[\r\n]/
  const shown = (text: unknown) => JSON.stringify(text)
  if (format.delimiter === '' || lineEnd.test(format.delimiter))
    problems.push(`delimiter is ${shown(format.delimiter)}; give one character or more, and no line end`)
  if (format.quote.length > 1 || lineEnd.test(format.quote))
    problems.push(`quote is ${shown(format.quote)}; give one character, or '' for none`)
  if (format.escape.length !== format.quote.length || lineEnd.test(format.escape))
    problems.push(`escape is ${shown(format.escape)}; give one character, as for quote`)
  if (format.quote !== '' && (format.delimiter.includes(format.quote) || format.delimiter.includes(format.escape)))
    problems.push('delimiter is also the quote or escape')
  if (!(Number.isInteger(format.skip) && format.skip >= 0)) problems.push(`skip is ${format.skip}; give a whole number of lines`)
  if (options.comment !== undefined && (format.comment.length !== 1 || lineEnd.test(format.comment)))
    problems.push(`comment is ${shown(format.comment)}; give one character`)
  if (format.comment !== '' && [format.delimiter, format.quote].includes(format.comment))
    problems.push('comment is also the delimiter or quote')
  if (format.encoding === '') problems.push(`encoding ${shown(options.encoding)} is not known; give utf-8, utf-16le, windows-1252, big5, …`)
  if (Array.isArray(options.header)) problems.push(...listProblems(options.header as readonly string[]))
  if (problems.length > 0)
    throw new FilesError('option-invalid', problems.map((problem) => `${contract.name}: ${problem}`).join('\n'), { problems })
}
