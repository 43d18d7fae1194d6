import { glob } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { FilesError } from './files-error.ts'
import { findFile, listedNames, type FoundFile } from './found-file.ts'

/** Whether a name stands for the files that match it: `orders/*.csv`. */
export const isPattern = (name: string): boolean => /[*?]/.test(name)

/** What Excel puts beside a book while somebody has it open: the name of who has. */
const isOwnerFile = (name: string, pattern: string): boolean => name.startsWith('~$') && !pattern.includes('~$')

/** The files that match a pattern, by name; names that begin with a dot are not asked for. Throws `file-missing` when there are none, and what `findFile` throws, for all of them at once. */
export async function findFiles(folder: string, pattern: string): Promise<readonly FoundFile[]> {
  const names: string[] = []
  for await (const entry of glob(pattern, { cwd: folder, withFileTypes: true })) {
    if (isOwnerFile(entry.name, pattern)) continue
    if (entry.isFile() || entry.isSymbolicLink()) names.push(relative(folder, resolve(entry.parentPath, entry.name)).split(sep).join('/'))
  }
  if (names.length === 0)
    throw new FilesError(
      'file-missing',
      `${resolve(folder, pattern)}: matches no file${await listedNames(resolve(folder, fixedFolder(pattern)))}`,
    )
  return allOf(names.toSorted(), (name) => findFile(folder, name))
}

/** The folders in which files, or folders of files, may come to match a pattern, as absolute paths: the one it is looked for in, and what its parts match. */
export async function foldersOf(folder: string, pattern: string): Promise<readonly string[]> {
  const found = new Set([resolve(folder)])
  const parts = pattern.split('/')
  for (let count = 1; count < parts.length; count++) {
    const above = parts.slice(0, count).join('/')
    if (above === '') continue
    for await (const entry of glob(above, { cwd: folder, withFileTypes: true }))
      if (entry.isDirectory()) found.add(resolve(entry.parentPath, entry.name))
  }
  return [...found]
}

/** The folder that a pattern begins with. */
const fixedFolder = (pattern: string) => pattern.slice(0, pattern.search(/[*?]/)).replace(/[^/]*$/, '')

const SHOWN_PROBLEMS = 20

/** Does the same for each file; what is wrong with any of them is one error. */
export async function allOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  const errors: FilesError[] = []
  for (const item of items) {
    try {
      done.push(await work(item))
    } catch (error) {
      if (!(error instanceof FilesError)) throw error
      errors.push(error)
    }
  }
  const [first] = errors
  if (first === undefined) return done
  if (errors.length === 1) throw first
  const problems = errors.map(({ message }) => message)
  const more = problems.length > SHOWN_PROBLEMS ? `\nand ${problems.length - SHOWN_PROBLEMS} more files` : ''
  throw new FilesError(first.code, problems.slice(0, SHOWN_PROBLEMS).join('\n') + more, { problems, cause: first })
}
