import type { AnyContract, BatchRowSource, Compression, RowBatch } from '@meshwright/contracts'
import { parseExactJson } from './exact-json.ts'
import { checkOptions, fileTable, rowOnlyReason, type ColumnOf, type FileOptions, type FileTable } from './file-table.ts'
import { assertUnchanged, type FoundFile } from './found-file.ts'
import { JsonRecordBatcher } from './json-records.ts'
import { fileStart } from './plain-bytes.ts'
import { endlessLine, holdsInvalidBytes, MAX_RECORD, shownText, textChunks } from './text-chunks.ts'
import { requireUtf8 } from './text-encoding.ts'

/**
 * Newline-delimited JSON: one object per line, in UTF-8. A missing key is null; blank lines are skipped. A line that is not an
 * object breaks its record. Numbers are exact at any depth.
 */
export function ndjson<C extends AnyContract>(contract: C, options: FileOptions<ColumnOf<C>> = {}): FileTable {
  checkOptions<FileOptions>(contract, options, {})
  return fileTable(contract, 'ndjson', options, { format: 'ndjson' }, async (file, { signal }) => {
    const { compression, head } = await fileStart(file, signal)
    requireUtf8(file, head)
    const facts = { label: file.label, fingerprint: file.fingerprint, columns: undefined, modifiedAt: file.modifiedAt }
    const rows = (why: string): BatchRowSource => ({
      ...facts,
      kind: 'rows',
      why,
      batches: (signal) => ndjsonBatches(file, contract, compression, signal),
    })
    const why = rowOnlyReason(contract)
    if (why !== undefined) return rows(why)
    return {
      ...facts,
      kind: 'file',
      path: file.path,
      size: file.size,
      format: { format: 'ndjson', compression },
      rows: () => rows('the engine does not read this NDJSON file by itself'),
    }
  })
}

async function* ndjsonBatches(
  file: FoundFile,
  contract: AnyContract,
  compression: Compression,
  signal: AbortSignal,
): AsyncGenerator<RowBatch> {
  const batch = new JsonRecordBatcher(contract)
  let line = 0
  let count = 0
  let carried = ''
  for await (const { text, last } of textChunks(file, { encoding: 'utf-8', compression }, signal)) {
    const lines = (carried + text).split('\n')
    // Chunks may end by a carriage return, which ends no line of JSON; after the final line feed there is no line.
    carried = last ? '' : (lines.pop() as string)
    if (last && lines.at(-1) === '') lines.pop()
    if (carried.length > MAX_RECORD) throw endlessLine(file)
    for (const each of lines) {
      line++
      if (each.trim() === '') continue
      count++
      if (holdsInvalidBytes(each))
        batch.addBroken(count, line, 'holds bytes that are not UTF-8 text; save the file as UTF-8', shownText(each))
      else addLine(batch, count, line, each)
      if (!batch.full) continue
      signal.throwIfAborted()
      yield batch.take()
    }
  }
  await assertUnchanged(file)
  signal.throwIfAborted()
  if (!batch.empty) yield batch.take()
}

function addLine(batch: JsonRecordBatcher, count: number, line: number, text: string): void {
  let value: unknown
  try {
    value = parseExactJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    batch.addBroken(count, line, `is not JSON: ${error.message}`, shownText(text))
    return
  }
  batch.add(count, line, value, () => shownText(text))
}
