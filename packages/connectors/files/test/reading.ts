import {
  contract,
  type BatchRowSource,
  type BrokenRecord,
  type Cell,
  type ReadContext,
  type RowSource,
  type Stream,
} from '@meshwright/contracts'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import * as z from 'zod'
import { files, type FileTable } from '../src/index.ts'

export const never: ReadContext['signal'] = new AbortController().signal
export const context: ReadContext = { cursor: undefined, signal: never, now: new Date('2022-12-01T00:00:00Z') }

/** A contract of the given columns; what else contracts need is of no interest here. */
export const table = <const Name extends string, S extends Record<string, z.ZodType>>(name: Name, row: S) =>
  contract({ name, layer: 'raw', owner: 'test', description: `Rows of ${name}.`, row: z.object(row) })

/** A folder that is removed after the tests of a file. */
export function testFolder() {
  const made: string[] = []
  afterAll(async () => {
    for (const folder of made) await rm(folder, { recursive: true, force: true })
  })
  return async (contents: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'meshwright-files-'))
    made.push(folder)
    for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content)
    return folder
  }
}

export const streamOf = (folder: string | URL, file: FileTable): Stream => files(folder, [file]).streams[0] as Stream

export const openFile = (folder: string | URL, file: FileTable): Promise<RowSource> => streamOf(folder, file).open(context)

export function rowsOf(source: RowSource): BatchRowSource {
  if (source.kind === 'parts') throw new Error('several files: read its parts')
  return source.kind === 'file' ? source.rows() : source
}

export interface ReadRow {
  readonly record: number
  readonly line: number | undefined
  readonly cell: (column: string) => string | undefined
  readonly cells: Readonly<Record<string, Cell>>
}

export interface ReadAll {
  readonly rows: readonly ReadRow[]
  readonly broken: readonly BrokenRecord[]
  readonly batches: number
}

/** Everything a source yields through JavaScript. */
export async function readAll(source: RowSource, signal: ReadContext['signal'] = never): Promise<ReadAll> {
  const rows: ReadRow[] = []
  const broken: BrokenRecord[] = []
  let batches = 0
  for await (const batch of rowsOf(source).batches(signal)) {
    batches++
    batch.rows.forEach((cells, index) => {
      const position = batch.position(index)
      rows.push({
        record: position.record,
        line: position.line,
        cell: (column) => position.cell?.(column),
        cells: Object.fromEntries(batch.columns.map((name, column) => [name, cells[column] as Cell])),
      })
    })
    broken.push(...(batch.broken ?? []))
  }
  return { rows, broken, batches }
}

export const readFrom = async (folder: string, file: FileTable) => readAll(await openFile(folder, file))
