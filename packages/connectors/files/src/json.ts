import type { AnyContract, BatchRowSource, RowBatch } from '@meshwright/contracts'
import { open, readFile } from 'node:fs/promises'
import { exactJsonText, kindOf, parseExactJson } from './exact-json.ts'
import { fileTable, rowOnlyReason, type ColumnOf, type FileOptions, type FileTable } from './file-table.ts'
import { FilesError } from './files-error.ts'
import { assertUnchanged, type FoundFile } from './found-file.ts'
import { checkedHeader } from './header.ts'
import { JsonRecordBatcher } from './json-records.ts'
import { shownText, wholeText } from './text-chunks.ts'

/**
 * A JSON file in UTF-8, in one of two shapes, told apart by looking: an array of records, or columns as pandas writes them
 * (`{"column": {"0": value}}`, also `{"column": [value]}`). A missing key is null. Numbers are exact at any depth. The file is held
 * in memory while it is read; NDJSON is not.
 */
export function json<C extends AnyContract>(contract: C, options: FileOptions<ColumnOf<C>> = {}): FileTable {
  return fileTable(contract, 'json', options, { format: 'json' }, async (file, { signal }) => {
    const facts = { label: file.label, fingerprint: file.fingerprint, modifiedAt: file.modifiedAt }
    if ((await firstCharacter(file)) === '{') {
      const names = [...columnsOf(await parsed(file, signal), file).keys()]
      const columns = checkedHeader(
        names,
        contract,
        file.label,
        (index) => `column ${index + 1}`,
        'a JSON file holds an array of records, or one object of columns',
      )
      const batches = (signal: AbortSignal) => columnBatches(file, contract, columns, signal)
      return { ...facts, kind: 'rows', columns, why: 'its JSON is written column by column, which engines read as one row', batches }
    }
    const rows = (why: string): BatchRowSource => ({
      ...facts,
      kind: 'rows',
      columns: undefined,
      why,
      batches: (signal) => recordBatches(file, contract, signal),
    })
    const why = rowOnlyReason(contract)
    if (why !== undefined) return rows(why)
    return {
      ...facts,
      kind: 'file',
      columns: undefined,
      path: file.path,
      format: { format: 'json' },
      rows: () => rows('the engine does not read this JSON file by itself'),
    }
  })
}

/** The first character that is not white space or a byte order mark, from the first kilobytes. */
async function firstCharacter(file: FoundFile): Promise<string | undefined> {
  const handle = await open(file.path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0)
    return buffer
      .subarray(0, bytesRead)
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trimStart()[0]
  } finally {
    await handle.close()
  }
}

async function parsed(file: FoundFile, signal: AbortSignal): Promise<unknown> {
  signal.throwIfAborted()
  const text = wholeText(await readFile(file.path, { signal }), file)
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

async function* recordBatches(file: FoundFile, contract: AnyContract, signal: AbortSignal): AsyncGenerator<RowBatch> {
  const records = await parsed(file, signal)
  if (!Array.isArray(records))
    throw new FilesError('json-shape', `${file.label}: holds ${kindOf(records)}; expected an array of records, or one object of columns`)
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

type JsonColumns = ReadonlyMap<string, ReadonlyMap<string, unknown>>

function columnsOf(value: unknown, file: FoundFile): JsonColumns {
  const entries = Object.entries(value as object)
  const other = entries.find(([, values]) => kindOf(values) !== 'an object' && kindOf(values) !== 'an array')
  if (other !== undefined) {
    throw new FilesError(
      'json-shape',
      `${file.label}: is one object whose "${other[0]}" holds ${kindOf(other[1])}; expected an array of records, or columns as {"column": {"0": value}}`,
    )
  }
  return new Map(entries.map(([name, values]) => [name, new Map(Object.entries(values as object))]))
}

async function* columnBatches(
  file: FoundFile,
  contract: AnyContract,
  names: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<RowBatch> {
  const columns = columnsOf(await parsed(file, signal), file)
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
