import type { CsvFormat, FileRowSource } from '@meshwright/contracts'
import type { LoadOutcome, LoadSource } from '@meshwright/sql'
import { loadCsv } from './load-csv.ts'
import { loadFileRows } from './load-file-rows.ts'
import { loadParquet } from './load-parquet.ts'
import type { Staging } from './staging.ts'

/** Whether DuckDB reads a file by itself, and why (not). */
export function readsFile(file: FileRowSource): { readonly reads: boolean; readonly why: string } {
  // DuckDB takes these in a path as a pattern for many files, and knows no way to escape them.
  if (/[*?[\]]/.test(file.path)) return { reads: false, why: 'DuckDB would take its path, with * ? [ or ], as a pattern for many files' }
  const { format } = file
  switch (format.format) {
    case 'csv':
      return csvProblem(format) ?? { reads: true, why: 'the engine reads csv by itself' }
    case 'ndjson':
    case 'json':
      return { reads: false, why: 'DuckDB rounds long numbers in JSON, so it is read in JavaScript' }
    case 'parquet':
      return { reads: true, why: 'the engine reads parquet by itself' }
  }
}

function csvProblem(format: CsvFormat): { readonly reads: false; readonly why: string } | undefined {
  const ascii = (text: string) => text.length <= 1 && !/[^\u0001-\u007f]/.test(text)
  if (![format.delimiter, format.quote, format.escape].every(ascii))
    return { reads: false, why: 'its delimiter, quote or escape is not a character of one byte' }
  const special = [format.delimiter, format.quote, format.escape].filter((character) => character !== '')
  if (format.nullText.some((text) => special.some((character) => text.includes(character))))
    return { reads: false, why: 'DuckDB takes no null text that holds its delimiter, quote or escape' }
  if (format.comment !== '') return { reads: false, why: 'it has comment lines, and DuckDB takes the rest of any line for a comment' }
  if (format.encoding !== 'utf-8') return { reads: false, why: `it is ${format.encoding} text, which is read in JavaScript` }
  return undefined
}

export function loadFile(staging: Staging, source: Extract<LoadSource, { readonly kind: 'file' }>): Promise<LoadOutcome> {
  const { file } = source
  if (readsFile(file).reads && isCsv(file)) return loadCsv(staging, file, source.columns)
  if (readsFile(file).reads && file.format.format === 'parquet') return loadParquet(staging, file)
  return loadFileRows(staging, file)
}

function isCsv(file: FileRowSource): file is FileRowSource & { readonly format: CsvFormat } {
  return file.format.format === 'csv'
}
