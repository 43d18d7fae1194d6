import { writeFile } from 'node:fs/promises'
import type { CsvFormat, FileRowSource } from '@meshwright/contracts'

const CSV: CsvFormat = {
  format: 'csv',
  delimiter: ',',
  quote: '"',
  escape: '"',
  header: true,
  nullText: [],
  skip: 0,
  comment: '',
  encoding: 'utf-8',
  compression: 'none',
}

/** A CSV file that only DuckDB can read: whoever asks for its rows in JavaScript fails the test. */
export async function csvSource(path: string, text: string, format: Partial<CsvFormat> = {}): Promise<FileRowSource> {
  await writeFile(path, text)
  return {
    kind: 'file',
    path,
    format: { ...CSV, ...format },
    label: 'orders.csv',
    fingerprint: undefined,
    modifiedAt: undefined,
    columns: text.slice(0, text.indexOf('\n')).split(format.delimiter ?? ','),
    rows: () => {
      throw new Error('JavaScript was asked to read the file')
    },
  }
}
