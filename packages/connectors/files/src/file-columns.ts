import type { AnyContract, BatchRowSource, SingleRowSource } from '@meshwright/contracts'
import { FilesError } from './files-error.ts'
import type { FoundFile } from './found-file.ts'

/** Columns of the contract that no file holds, because they are about the file itself. */
export interface FileColumns<Column extends string = string> {
  /** A column of text for the file's name in the folder: `orders/2022-01.csv`. */
  readonly name?: Column
  /** A timestamp for when the file was last changed. */
  readonly modifiedAt?: Column
}

const TYPES = { name: 'string', modifiedAt: 'timestamp' } as const

export function checkFileColumns(contract: AnyContract, columns: FileColumns): void {
  for (const [fact, type] of Object.entries(TYPES)) {
    const name = columns[fact as keyof FileColumns]
    const column = contract.columns.find((known) => known.name === name)
    if (name !== undefined && column?.type.type !== type)
      throw new FilesError(
        'option-invalid',
        `${contract.name}: fileColumns.${fact} is "${name}", which ${column === undefined ? 'the contract does not have' : `is of type ${column.type.type}`}; name a column of type ${type}`,
      )
  }
}

/** The source with what its file says of itself as further columns. */
export function withFileColumns(source: SingleRowSource, file: FoundFile, columns: FileColumns | undefined): SingleRowSource {
  const constants: Record<string, string> = {}
  if (columns?.name !== undefined) constants[columns.name] = file.label
  if (columns?.modifiedAt !== undefined) constants[columns.modifiedAt] = file.modifiedAt.toISOString()
  const names = Object.keys(constants)
  if (names.length === 0) return source
  const double = names.find((name) => source.columns?.includes(name))
  if (double !== undefined)
    throw new FilesError('header-invalid', `${file.label}: has a column "${double}" itself, which fileColumns is to fill; name another one`)
  if (source.kind === 'rows') return withRows(source, constants)
  return { ...source, constants, rows: () => withRows(source.rows(), constants) }
}

function withRows(source: BatchRowSource, constants: Readonly<Record<string, string>>): BatchRowSource {
  const values = Object.values(constants)
  return {
    ...source,
    constants,
    async *batches(signal) {
      let before: readonly string[] | undefined
      let columns: readonly string[] = []
      for await (const batch of source.batches(signal)) {
        // Further keys of records are columns; that of the file counts.
        if (batch.columns !== before)
          columns = [...batch.columns.map((name) => (Object.hasOwn(constants, name) ? '' : name)), ...Object.keys(constants)]
        before = batch.columns
        yield { ...batch, columns, rows: batch.rows.map((cells) => [...cells, ...values]) }
      }
    },
  }
}
