import {
  unknownOptions,
  type AnyContract,
  type JsonValue,
  type LoadPolicy,
  type NumberSpelling,
  type PublishMode,
  type ReadContext,
  type SingleRowSource,
} from '@meshwright/contracts'
import { checkFileColumns, type FileColumns } from './file-columns.ts'
import { FilesError } from './files-error.ts'
import type { FoundFile } from './found-file.ts'

/** One file for one contract, as `csv()`, `xlsx()` and their like make it. Making one reads nothing. */
export interface FileTable {
  readonly contract: AnyContract
  /** The name in the folder of `files()`. */
  readonly file: string
  readonly load: LoadPolicy
  /** How its text spells numbers, where it is not `1234.5`. */
  readonly numbers: NumberSpelling | undefined
  /** What decides how the file is read, as JSON. */
  readonly options: { readonly [option: string]: JsonValue }
  readonly fileColumns: FileColumns | undefined
  open(file: FoundFile, context: ReadContext): Promise<SingleRowSource>
}

/** What every kind of file takes. */
export interface FileOptions<Column extends string = string> {
  /**
   * The file's name in the folder; by default the contract's name and the usual ending: `orders.csv`. With `*` or `?` it is a pattern
   * (`orders/*.csv`, `**` for folders within folders), and all files that match it are one load.
   */
  readonly file?: string
  /** How the rows become the table; `replace` by default, as a file is usually the whole of its data. */
  readonly mode?: PublishMode['mode'] | PublishMode
  /** How many rows may be rejected before the load fails: a number of rows, or a share of the rows read as `'1%'`. Default 0. */
  readonly maxRejected?: number | `${number}%`
  /** Which of several rows with one key survives: the first in this order. */
  readonly dedupBy?: readonly { readonly column: Column; readonly order: 'asc' | 'desc' }[]
  /** Columns of the contract that take the file's name and the time of its last change. */
  readonly fileColumns?: FileColumns<Column>
}

/** How a file spells numbers. Columns of numbers are read by it; dates have a `format` of their own in the contract. */
export interface NumberOptions {
  /** What stands before the fraction: `','`. The point by default. */
  readonly decimal?: string
  /** What may stand between groups of three digits: `'.'`, `' '`. Nothing by default. */
  readonly thousands?: string
}

/** The column names of a contract, so that options that name columns are checked by the compiler. */
export type ColumnOf<C> = C extends { readonly $row?: infer R } ? Extract<keyof R, string> : string

/** The names of the options of one kind of file besides those of every kind. */
export type OwnOptions<Options extends FileOptions> = Readonly<Record<Exclude<keyof Options, keyof FileOptions>, true>>

const OPTIONS = {
  file: true,
  mode: true,
  maxRejected: true,
  dedupBy: true,
  fileColumns: true,
} satisfies Record<keyof FileOptions, true>

/** Refuses options that no such file has. */
export function checkOptions<Options extends FileOptions>(contract: AnyContract, options: Options, own: OwnOptions<Options>): void {
  const problems = unknownOptions(options, { ...OPTIONS, ...own }).map((problem) => `${contract.name}: ${problem}`)
  if (problems.length > 0) throw new FilesError('option-invalid', problems.join('\n'), { problems })
}

/** The common part of every table; refuses options that mean nothing. */
export function fileTable(
  contract: AnyContract,
  extension: string,
  options: FileOptions & NumberOptions,
  reading: { readonly [option: string]: JsonValue },
  open: FileTable['open'],
): FileTable {
  const file = options.file ?? `${contract.name}.${extension}`
  if (file.trim() === '')
    throw new FilesError('option-invalid', `${contract.name}: file is empty; leave it out to read ${contract.name}.${extension}`)
  const numbers = numberSpelling(contract, options)
  const { fileColumns } = options
  if (fileColumns !== undefined) checkFileColumns(contract, fileColumns)
  return {
    contract,
    file,
    load: loadPolicy(contract, options),
    numbers,
    options: { ...reading, ...numbers, ...(fileColumns === undefined ? {} : { fileColumns: { ...fileColumns } }) },
    fileColumns,
    open,
  }
}

function numberSpelling(
  contract: AnyContract,
  { decimal, thousands }: NumberOptions,
): { decimal?: string; thousands?: string } | undefined {
  if (decimal === undefined && thousands === undefined) return undefined
  for (const [name, character] of [
    ['decimal', decimal],
    ['thousands', thousands],
  ] as const) {
    if (character !== undefined && (character.length !== 1 || /[\d+\-eE\r\n]/.test(character)))
      throw new FilesError('option-invalid', `${contract.name}: ${name} is ${JSON.stringify(character)}; give one character, as ',' or '.'`)
  }
  if ((decimal ?? '.') === thousands)
    throw new FilesError(
      'option-invalid',
      `${contract.name}: thousands is ${JSON.stringify(thousands)}, which stands before the fraction; say { decimal: ',' } too`,
    )
  return { ...(decimal === undefined ? {} : { decimal }), ...(thousands === undefined ? {} : { thousands }) }
}

function loadPolicy(contract: AnyContract, options: FileOptions): LoadPolicy {
  for (const { column } of options.dedupBy ?? []) {
    if (!contract.columns.some((known) => known.name === column)) {
      throw new FilesError('option-invalid', `${contract.name}: dedupBy names the column "${column}", which the contract does not have`)
    }
  }
  return {
    mode: publishMode(contract, options.mode ?? 'replace'),
    ...(options.maxRejected === undefined ? {} : { maxRejected: rejectLimit(contract, options.maxRejected) }),
    ...(options.dedupBy === undefined ? {} : { dedupBy: options.dedupBy }),
  }
}

function publishMode(contract: AnyContract, mode: PublishMode['mode'] | PublishMode): PublishMode {
  if (typeof mode !== 'string') return mode
  if (mode === 'replace' || mode === 'append' || mode === 'merge') return { mode }
  throw new FilesError('option-invalid', `${contract.name}: mode "${mode}" needs its details: { mode: '${mode}', … }`)
}

function rejectLimit(contract: AnyContract, limit: number | string): { readonly rows: number } | { readonly share: number } {
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 0) return { rows: limit }
  const percent = typeof limit === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(limit)?.[1] : undefined
  if (percent !== undefined && Number(percent) <= 100) return { share: Number(percent) / 100 }
  throw new FilesError(
    'option-invalid',
    `${contract.name}: maxRejected is ${JSON.stringify(limit)}; give a whole number of rows (20) or a share of the rows read ('1%')`,
  )
}

/** Why the rows of a contract must come through JavaScript, or undefined when an engine may read its file. */
export function rowOnlyReason(contract: AnyContract): string | undefined {
  const names = contract.columns.filter((column) => column.rowOnly).map((column) => column.name)
  if (names.length === 0) return undefined
  return `${names.join(', ')}: ${names.length === 1 ? 'has a rule' : 'have rules'} that only JavaScript can check (rowOnly)`
}
