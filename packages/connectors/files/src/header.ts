import type { AnyContract } from '@meshwright/contracts'
import { FilesError } from './files-error.ts'

/** What is wrong with a list of columns that stands for a header. */
export function listProblems(names: readonly string[]): string[] {
  if (names.length === 0) return ['header is an empty list; name the columns of the file, in its order']
  const double = names.find((name, index) => names.indexOf(name) !== index)
  return double === undefined ? [] : [`header names "${double}" twice`]
}

/**
 * The column names of a file, refused when a row could not be read by them: names that are missing or double, or a first line that
 * names no column of the contract at all. `where` names the cell of a column: `column 3`, `Sheet1!C1`.
 */
export function checkedHeader(
  names: readonly (string | null)[],
  contract: AnyContract,
  label: string,
  where: (index: number) => string,
  hint: string,
): readonly string[] {
  const problems: string[] = []
  const seen = new Map<string, number>()
  names.forEach((name, index) => {
    if (name === null || name.trim() === '') {
      problems.push(`${label}: ${where(index)} has no name in the header`)
      return
    }
    const before = seen.get(name)
    if (before !== undefined) problems.push(`${label}: the header names "${name}" twice (${where(before)} and ${where(index)})`)
    seen.set(name, index)
  })
  if (names.length > 0 && !contract.columns.some((column) => seen.has(column.name))) {
    const shown = names.slice(0, 8).map((name) => JSON.stringify(name ?? ''))
    const message = `${label}: its first line names no column of ${contract.name}: it reads ${shown.join(', ')}, expected ${contract.columns.map((column) => column.name).join(', ')}; ${hint}`
    throw new FilesError('header-missing', message)
  }
  if (problems.length > 0)
    throw new FilesError('header-invalid', `${problems.join('\n')}\nGive each column of the file a name of its own.`, { problems })
  return names as readonly string[]
}
