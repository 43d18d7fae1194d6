import type { Connector, Stream } from '@meshwright/contracts'
import { basename, isAbsolute, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FileTable } from './file-table.ts'
import { FilesError } from './files-error.ts'
import { findFile } from './found-file.ts'

/**
 * Files of one folder as sources. A relative folder is looked for from the working directory when a file is opened; to be
 * independent of it, give `new URL('./data/', import.meta.url)`. Making the connector reads nothing.
 */
export function files(folder: string | URL, tables: readonly FileTable[]): Connector {
  const names = tables.map((table) => table.contract.name)
  const double = names.find((name, index) => names.indexOf(name) !== index)
  if (double !== undefined)
    throw new FilesError('option-invalid', `files: two tables are for the contract ${double}; one contract is loaded from one file`)
  return { name: 'files', streams: tables.map((table) => stream(folder, table)) }
}

function stream(folder: string | URL, table: FileTable): Stream {
  const origin = originOf(folder, table.file)
  return {
    contract: table.contract,
    connector: 'files',
    origin,
    load: table.load,
    ...(table.numbers === undefined ? {} : { numbers: table.numbers }),
    options: { origin, ...table.options },
    async open(context) {
      context.signal.throwIfAborted()
      const path = typeof folder === 'string' ? resolve(folder) : fileURLToPath(folder)
      return table.open(await findFile(path, table.file), context)
    },
  }
}

/** `data/orders.csv`: the same on every machine, so that documents do not differ by where a project was checked out. */
function originOf(folder: string | URL, file: string): string {
  if (typeof folder !== 'string') return `${basename(fileURLToPath(folder))}/${file}`
  if (isAbsolute(folder)) return `${basename(folder)}/${file}`
  return normalize(`${folder}/${file}`).replaceAll('\\', '/')
}
