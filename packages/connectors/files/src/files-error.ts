import { MeshwrightError } from '@meshwright/contracts'

export type FilesErrorCode =
  | 'option-invalid'
  | 'file-missing'
  | 'file-unreadable'
  | 'file-empty'
  | 'file-changed'
  | 'not-utf8'
  | 'header-missing'
  | 'header-invalid'
  | 'record-too-long'
  | 'json-invalid'
  | 'json-shape'
  | 'parquet-invalid'
  | 'parquet-unsupported'
  | 'xlsx-invalid'
  | 'sheet-missing'

/** A file that cannot be read as it was declared. Single bad records are no errors: they come out as broken records. */
export class FilesError extends MeshwrightError<FilesErrorCode> {}
