import { didYouMean, type AnyContract, type BatchRowSource, type Compression, type RowBatch } from '@meshwright/contracts'
import { exactJsonText, kindOf, parseExactJson } from './exact-json.ts'
import { checkOptions, fileTable, rowOnlyReason, type ColumnOf, type FileOptions, type FileTable } from './file-table.ts'
import { FilesError } from './files-error.ts'
import { assertUnchanged, type FoundFile } from './found-file.ts'
import { checkedHeader } from './header.ts'
import { JsonRecordBatcher } from './json-records.ts'
import { fileStart } from './plain-bytes.ts'
import { shownText, wholeText } from './text-chunks.ts'
import { requireUtf8 } from './text-encoding.ts'

export interface JsonOptions<Column extends string = string> extends FileOptions<Column> {
  /** Where the array of records is, in a file that holds more: `'data.items'`. */
  readonly records?: string
}

/**
 * A JSON file in UTF-8, in one of two shapes, told apart by looking: an array of records, or columns as pandas writes them
 * (`{"column": {"0": value}}`, also `{"column": [value]}`). With `records`, the array is looked for inside. A missing key is null.
 * Numbers are exact at any depth. The file is held in memory while it is read; NDJSON is not.
 */
export function json<C extends AnyContract>(contract: C, options: JsonOptions<ColumnOf<C>> = {}): FileTable {
  checkOptions<JsonOptions>(contract, options, { records: true })
  const { records } = options
  if (records !== undefined && records.split('.').includes(''))
    throw new FilesError(
      'option-invalid',
      `${contract.name}: records is ${JSON.stringify(records)}; give names with points between them, as 'data.items'`,
    )
  const reading = { format: 'json', ...(records === undefined ? {} : { records }) }
  return fileTable(contract, 'json', options, reading, async (file, { signal }) => {
    const { compression, head } = await fileStart(file, signal)
    requireUtf8(file, head)
    const text: JsonText = { file, compression, records }
    const facts = { label: file.label, fingerprint: file.fingerprint, modifiedAt: file.modifiedAt }
    if (
      records === undefined &&
      head
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .trimStart()
        .startsWith('{')
    ) {
      const names = [...columnsOf(await parsed(text, signal), file).keys()]
      const columns = checkedHeader(
        names,
        contract,
        file.label,
        (index) => `column ${index + 1}`,
        'a JSON file holds an array of records, or one object of columns',
      )
      const batches = (signal: AbortSignal) => columnBatches(text, contract, columns, signal)
      return { ...facts, kind: 'rows', columns, why: 'its JSON is written column by column, which engines read as one row', batches }
    }
    const rows = (why: string): BatchRowSource => ({
      ...facts,
      kind: 'rows',
      columns: undefined,
      why,
      batches: (signal) => recordBatches(text, contract, signal),
    })
    const why = rowOnlyReason(contract) ?? (records === undefined ? undefined : `its records are inside, at ${records}`)
    if (why !== undefined) return rows(why)
    return {
      ...facts,
      kind: 'file',
      columns: undefined,
      path: file.path,
      size: file.size,
      format: { format: 'json', compression },
      rows: () => rows('the engine does not read this JSON file by itself'),
    }
  })
}

interface JsonText {
  readonly file: FoundFile
  readonly compression: Compression
  readonly records: string | undefined
}

async function parsed({ file, compression }: JsonText, signal: AbortSignal): Promise<unknown> {
  signal.throwIfAborted()
  const text = await wholeText(file, compression, signal)
  try {
    return parseExactJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const hint = looksLikeNdjson(text) ? '; it has one record per line: read it with ndjson()' : ''
    throw new FilesError('json-invalid', `${file.label}: is not JSON: ${error.message}${hint}`, { cause: error })
  }
}

function looksLikeNdjson(text: string): boolean {
  const first = text.slice(0, text.indexOf('\n')).trim()
  if (!first.startsWith('{')) return false
  try {
    JSON.parse(first)
    return true
  } catch {
    return false
  }
}

async function* recordBatches(text: JsonText, contract: AnyContract, signal: AbortSignal): AsyncGenerator<RowBatch> {
  const { file } = text
  const records = recordsOf(await parsed(text, signal), text)
  const batch = new JsonRecordBatcher(contract)
  for (const [index, record] of records.entries()) {
    batch.add(index + 1, undefined, record, () => shownText(exactJsonText(record)))
    if (!batch.full) continue
    signal.throwIfAborted()
    yield batch.take()
  }
  await assertUnchanged(file)
  signal.throwIfAborted()
  if (!batch.empty) yield batch.take()
}

function recordsOf(value: unknown, { file, records }: JsonText): readonly unknown[] {
  let found = value
  const path = records?.split('.') ?? []
  for (const [index, name] of path.entries()) {
    const where = index === 0 ? 'its top' : `"${path.slice(0, index).join('.')}"`
    if (kindOf(found) !== 'an object')
      throw new FilesError(
        'json-shape',
        `${file.label}: ${where} holds ${kindOf(found)}; expected an object with "${name}", as records is '${records}'`,
      )
    const names = Object.keys(found as object)
    if (!names.includes(name))
      throw new FilesError(
        'json-shape',
        `${file.label}: ${where} has no "${name}"${didYouMean(name, names, `it has ${names.slice(0, 10).join(', ')}`)}`,
      )
    found = (found as Readonly<Record<string, unknown>>)[name]
  }
  if (Array.isArray(found)) return found
  const place = records === undefined ? 'holds' : `"${records}" holds`
  throw new FilesError(
    'json-shape',
    `${file.label}: ${place} ${kindOf(found)}; expected an array of records${records === undefined ? ', or one object of columns' : ''}`,
  )
}

/** Where arrays of records are, in an object that is none of columns. */
function recordsHint(value: object): string {
  const found = Object.entries(value).flatMap(([name, inner]) => {
    if (isRecords(inner)) return [name]
    return kindOf(inner) === 'an object'
      ? Object.entries(inner as object)
          .filter(([, deep]) => isRecords(deep))
          .map(([deep]) => `${name}.${deep}`)
      : []
  })
  return found[0] === undefined ? '' : `; its "${found[0]}" holds records: say { records: '${found[0]}' }`
}

const isRecords = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every((item) => kindOf(item) === 'an object')

type JsonColumns = ReadonlyMap<string, ReadonlyMap<string, unknown>>

function columnsOf(value: unknown, file: FoundFile): JsonColumns {
  const entries = Object.entries(value as object)
  const other = entries.find(([, values]) => kindOf(values) !== 'an object' && kindOf(values) !== 'an array')
  if (other !== undefined) {
    throw new FilesError(
      'json-shape',
      `${file.label}: is one object whose "${other[0]}" holds ${kindOf(other[1])}; expected an array of records, or columns as {"column": {"0": value}}${recordsHint(value as object)}`,
    )
  }
  return new Map(entries.map(([name, values]) => [name, new Map(Object.entries(values as object))]))
}

async function* columnBatches(
  text: JsonText,
  contract: AnyContract,
  names: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<RowBatch> {
  const { file } = text
  const columns = columnsOf(await parsed(text, signal), file)
  // A record is an index of any column: a column that lacks it has null there.
  const indexes = new Set(names.flatMap((name) => [...(columns.get(name)?.keys() ?? [])]))
  const batch = new JsonRecordBatcher(contract)
  let count = 0
  for (const index of indexes) {
    const record = Object.fromEntries(names.map((name) => [name, columns.get(name)?.get(index) ?? null]))
    batch.add(++count, undefined, record, () => shownText(exactJsonText(record)))
    if (!batch.full) continue
    signal.throwIfAborted()
    yield batch.take()
  }
  await assertUnchanged(file)
  signal.throwIfAborted()
  if (!batch.empty) yield batch.take()
}
