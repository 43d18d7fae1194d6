import type { Connector, PartsRowSource, ReadContext, SingleRowSource, Stream } from '@meshwright/contracts'
import { basename, isAbsolute, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FileTable } from './file-table.ts'
import { FilesError } from './files-error.ts'
import { withFileColumns } from './file-columns.ts'
import { findFile, type FoundFile, readFailure } from './found-file.ts'
import { allOf, findFiles, foldersOf, isPattern } from './found-files.ts'

/**
 * Files of one folder as sources. A relative folder is looked for from the working directory when a file is opened; to be
 * independent of it, give `new URL('./data/', import.meta.url)`. Making the connector reads nothing.
 */
export function files(folder: string | URL, tables: readonly FileTable[]): Connector {
  const problem = !Array.isArray(tables)
    ? 'files: its tables are no list'
    : tables.every((table) => typeof (Object(table) as Partial<FileTable>).open === 'function')
      ? undefined
      : 'files: one of its tables is no file of a contract'
  if (problem !== undefined) throw new FilesError('option-invalid', `${problem}; write files('./data', [csv(orders)])`)
  const names = tables.map((table) => table.contract.name)
  const double = names.find((name, index) => names.indexOf(name) !== index)
  if (double !== undefined)
    throw new FilesError('option-invalid', `files: two tables are for the contract ${double}; one contract is loaded from one file`)
  return { name: 'files', streams: tables.map((table) => stream(folder, table)) }
}

function stream(folder: string | URL, table: FileTable): Stream {
  const origin = originOf(folder, table.file)
  const place = () => (typeof folder === 'string' ? resolve(folder) : fileURLToPath(folder))
  return {
    contract: table.contract,
    connector: 'files',
    origin,
    load: table.load,
    ...(table.numbers === undefined ? {} : { numbers: table.numbers }),
    options: { origin, ...table.options },
    async paths() {
      if (!isPattern(table.file)) return [resolve(place(), table.file)]
      const found = await findFiles(place(), table.file).catch(() => [])
      return [...(await foldersOf(place(), table.file)), ...found.map(({ path }) => path)]
    },
    async open(context) {
      context.signal.throwIfAborted()
      return isPattern(table.file)
        ? openAll(await findFiles(place(), table.file), table, context)
        : openOne(await findFile(place(), table.file), table, context)
    },
  }
}

async function openOne(file: FoundFile, table: FileTable, context: ReadContext): Promise<SingleRowSource> {
  context.signal.throwIfAborted()
  const opened = await table.open(file, context).catch((error: unknown) => {
    throw readFailure(error, file.path)
  })
  return withFileColumns(opened, file, table.fileColumns)
}

async function openAll(found: readonly FoundFile[], table: FileTable, context: ReadContext): Promise<PartsRowSource> {
  const parts = await allOf(found, (file) => openOne(file, table, context))
  return {
    kind: 'parts',
    parts,
    label: table.file,
    fingerprint: parts.map(({ fingerprint }) => fingerprint).join('\n'),
    columns: undefined,
    modifiedAt: new Date(Math.max(...found.map(({ modifiedAt }) => modifiedAt.getTime()))),
  }
}

/** `data/orders.csv`: the same on every machine, so that documents do not differ by where a project was checked out. */
function originOf(folder: string | URL, file: string): string {
  if (typeof folder !== 'string') return `${basename(fileURLToPath(folder))}/${file}`
  if (isAbsolute(folder)) return `${basename(folder)}/${file}`
  return normalize(`${folder}/${file}`).replaceAll('\\', '/')
}
