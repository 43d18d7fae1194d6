import type { AnyContract, BatchRowSource, Cell, RowBatch } from '@meshwright/contracts'
import type { AsyncBuffer, FileMetaData, SchemaElement, SchemaTree } from 'hyparquet'
import { isUtf8 } from 'node:buffer'
import { open, type FileHandle } from 'node:fs/promises'
import { BatchBuilder } from './batch-builder.ts'
import { checkOptions, fileTable, rowOnlyReason, type ColumnOf, type FileOptions, type FileTable } from './file-table.ts'
import { FilesError } from './files-error.ts'
import { assertUnchanged, type FoundFile } from './found-file.ts'
import { checkedHeader } from './header.ts'
import { leafOf, nestedReader } from './parquet-cells.ts'

/**
 * A Parquet file. Values come as they are stored: int64 as bigint, decimals as exact text, timestamps to the microsecond, those
 * adjusted to UTC as instants and the others as wall-clock times. One row group is in memory at a time.
 */
export function parquet<C extends AnyContract>(contract: C, options: FileOptions<ColumnOf<C>> = {}): FileTable {
  checkOptions<FileOptions>(contract, options, {})
  return fileTable(contract, 'parquet', options, { format: 'parquet' }, async (file) => {
    const columns = await withFile(file, async (buffer) => (await layoutOf(file, buffer, contract)).columns)
    const facts = { label: file.label, fingerprint: file.fingerprint, columns, modifiedAt: file.modifiedAt }
    const rows = (why: string): BatchRowSource => ({
      ...facts,
      kind: 'rows',
      why,
      batches: (signal) => parquetBatches(file, contract, signal),
    })
    const why = rowOnlyReason(contract)
    if (why !== undefined) return rows(why)
    return {
      ...facts,
      kind: 'file',
      path: file.path,
      size: file.size,
      format: { format: 'parquet' },
      rows: () => rows('the engine does not read this Parquet file by itself'),
    }
  })
}

interface Layout {
  readonly metadata: FileMetaData
  readonly columns: readonly string[]
  /** Those that the contract asks for: only they are read. */
  readonly read: readonly string[]
  readonly readers: readonly ((raw: unknown) => Cell)[]
}

// Its own conversions round; the values are taken as stored and read in parquet-cells.ts.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const parsers = {
  timestampFromNanoseconds: (nanos: bigint) => nanos,
  // Text that is not UTF-8 stays bytes, which a text column refuses.
  stringFromBytes: (bytes: Uint8Array | undefined) => (bytes === undefined || !isUtf8(bytes) ? bytes : utf8.decode(bytes)),
} as unknown as Record<string, never>

async function layoutOf(file: FoundFile, buffer: AsyncBuffer, contract: AnyContract): Promise<Layout> {
  const { parquetMetadataAsync, parquetSchema } = await import('hyparquet')
  if (buffer.byteLength < 12) throw new FilesError('parquet-invalid', `${file.label}: is not a Parquet file (${buffer.byteLength} bytes)`)
  const found = await parquetMetadataAsync(buffer, { parsers, geoparquet: false }).catch((cause: unknown) => {
    throw new FilesError('parquet-invalid', `${file.label}: is not a whole Parquet file: ${messageOf(cause)}`, { cause })
  })
  const unreadable = new Map<SchemaElement, string>()
  const leaves = new Map<SchemaElement, (raw: unknown) => Cell>()
  const schema = found.schema.map((element) => {
    if (element.type === undefined) return element
    const leaf = leafOf(element)
    if (typeof leaf === 'string') {
      unreadable.set(element, leaf)
      return element
    }
    leaves.set(leaf.element, leaf.read)
    return leaf.element
  })
  const metadata = { ...found, schema }
  const tree = parquetSchema(metadata)
  // What the contract does not ask for may be of any type.
  const wanted = tree.children.filter((child) => contract.columns.some((column) => column.name === child.element.name))
  const problems = wanted.flatMap((child) => [
    ...leavesOf(child).flatMap((leaf) => (unreadable.has(leaf) ? [`${file.label}: column "${leaf.name}" ${unreadable.get(leaf)}`] : [])),
    ...oddMapKeys(child).map((path) => `${file.label}: "${path}" is a map whose keys are not texts`),
  ])
  if (problems.length > 0) throw new FilesError('parquet-unsupported', problems.join('\n'), { problems })
  const names = tree.children.map((child) => child.element.name)
  const columns = checkedHeader(names, contract, file.label, (index) => `column ${index + 1}`, 'is it the right file?')
  return { metadata, columns, read: wanted.map((child) => child.element.name), readers: wanted.map((child) => nestedReader(child, leaves)) }
}

const leavesOf = (tree: SchemaTree): SchemaElement[] => (tree.children.length === 0 ? [tree.element] : tree.children.flatMap(leavesOf))

function oddMapKeys(tree: SchemaTree): string[] {
  const inner = tree.children.flatMap((child) => oddMapKeys(child))
  const key = tree.element.converted_type === 'MAP' ? tree.children[0]?.children[0]?.element : undefined
  return key === undefined || key.converted_type === 'UTF8' || key.logical_type?.type === 'STRING' ? inner : [...inner, tree.path.join('.')]
}

async function* parquetBatches(file: FoundFile, contract: AnyContract, signal: AbortSignal): AsyncGenerator<RowBatch> {
  signal.throwIfAborted()
  const handle = await open(file.path)
  try {
    const buffer = bufferOf(handle, file.size)
    const { metadata, read, readers } = await layoutOf(file, buffer, contract)
    const { parquetRead } = await import('hyparquet')
    const { compressors } = await import('hyparquet-compressors')
    const batch = new BatchBuilder(read)
    let rowStart = 0
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows)
      signal.throwIfAborted()
      let rows: unknown[][] = []
      await parquetRead({
        file: buffer,
        metadata,
        rowStart,
        rowEnd,
        columns: [...read],
        compressors,
        parsers,
        utf8: false,
        geoparquet: false,
        onComplete: (all) => (rows = all),
      }).catch((cause: unknown) => {
        throw new FilesError('parquet-invalid', `${file.label}: rows ${rowStart + 1} to ${rowEnd} cannot be read: ${messageOf(cause)}`, {
          cause,
        })
      })
      if (rows.length !== rowEnd - rowStart)
        throw new FilesError('parquet-invalid', `${file.label}: a row group promises ${rowEnd - rowStart} rows and holds ${rows.length}`)
      for (const [index, row] of rows.entries()) {
        batch.add(
          rowStart + index + 1,
          undefined,
          readers.map((read, column) => read(row[column])),
        )
        if (!batch.full) continue
        signal.throwIfAborted()
        yield batch.take()
      }
      rowStart = rowEnd
    }
    await assertUnchanged(file)
    signal.throwIfAborted()
    if (!batch.empty) yield batch.take()
  } finally {
    await handle.close()
  }
}

async function withFile<T>(file: FoundFile, use: (buffer: AsyncBuffer) => Promise<T>): Promise<T> {
  const handle = await open(file.path)
  try {
    return await use(bufferOf(handle, file.size))
  } finally {
    await handle.close()
  }
}

function bufferOf(handle: FileHandle, byteLength: number): AsyncBuffer {
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const bytes = new Uint8Array(end - start)
      let filled = 0
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled)
        if (bytesRead === 0) throw new Error(`the file ends at byte ${start + filled}`)
        filled += bytesRead
      }
      return bytes.buffer
    },
  }
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))
