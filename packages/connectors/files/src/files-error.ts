import { MeshwrightError, type ErrorCodes } from '@meshwright/contracts'

const CODES = {
  'option-invalid': {
    means: 'A file was declared with options that do not go together or do not exist.',
    todo: 'Correct the options of the contract in the message.',
  },
  'file-missing': {
    means: 'The file does not exist.',
    todo: 'Put it where the message says, or correct its name; the nearest name in the folder is given.',
  },
  'file-unreadable': {
    means: 'The file may not be read, or is no regular file.',
    todo: 'Give the user that runs this the right to read it, or name a file in the folder.',
  },
  'file-empty': {
    means: 'The file has 0 bytes.',
    todo: 'Was it written completely? Write it again.',
  },
  'file-changed': {
    means: 'The file was changed while it was read.',
    todo: 'Run again when its writer is done; write to another name and rename, so that it never happens.',
  },
  'encoding-invalid': {
    means: 'The file is not in the encoding that was declared.',
    todo: 'Declare its encoding, or save it as UTF-8.',
  },
  'compression-invalid': {
    means: 'The compressed data of the file are cut off or damaged.',
    todo: 'Was it written completely? Write it again.',
  },
  'header-missing': {
    means: 'The file has no header, or not that of the contract.',
    todo: 'Add the header, or declare that there is none with `header: false`, how many lines stand before it with `skip`, or the delimiter with which it is read.',
  },
  'header-invalid': {
    means: 'The header has empty or double names, or cannot be read.',
    todo: 'Correct the header as the message says.',
  },
  'record-too-long': {
    means: 'One record is so long that a quote was probably never closed.',
    todo: 'Close the quote at the line in the message, or declare another `quote`.',
  },
  'json-invalid': {
    means: 'The file is not JSON.',
    todo: 'Was it written completely? The message has the place. One record a line is NDJSON.',
  },
  'json-shape': {
    means: 'The file is JSON, but no array of records and no object of columns.',
    todo: 'Write it as an array of objects.',
  },
  'parquet-invalid': {
    means: 'The file is not a whole Parquet file.',
    todo: 'Was it written completely? Write it again.',
  },
  'parquet-unsupported': {
    means: 'The Parquet file uses what cannot be read here.',
    todo: 'Write it again without what the message names.',
  },
  'xlsx-invalid': {
    means: 'The file is not a readable XLSX file.',
    todo: 'Open it in a spreadsheet program and save it as XLSX.',
  },
  'sheet-missing': {
    means: 'The workbook has no such sheet.',
    todo: 'Declare one of the sheets in the message.',
  },
} satisfies ErrorCodes

export type FilesErrorCode = keyof typeof CODES

/** A file that cannot be read as it was declared. Single bad records are no errors: they come out as broken records. */
export class FilesError extends MeshwrightError<FilesErrorCode> {
  static readonly codes: ErrorCodes<FilesErrorCode> = CODES
}
