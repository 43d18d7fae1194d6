import type { Column } from './column.ts'
import type { LogicalType } from './logical-type.ts'
import { didYouMean } from './nearest-name.ts'

// Names that start so are the platform's own: hidden tables, control tables.
const RESERVED_PREFIX = /^_*mw_/i

/** What a definition and a document of a contract have in common, as far as its problems go. */
export interface ContractNames {
  readonly name: string
  readonly version: number
  readonly description: string
  readonly owner: string
  readonly columns: readonly Column[]
  readonly key: readonly string[]
  /** The columns that reference other tables. */
  readonly referencing: readonly string[]
  readonly deprecated: string | undefined
}

/** Everything wrong with the names, the key and the texts of a contract. */
export function contractProblems(contract: ContractNames): string[] {
  const names = contract.columns.map((column) => column.name)
  return [
    ...nameProblems(contract.name),
    ...columnNameProblems(names),
    ...keyProblems(contract.key, contract.columns),
    ...contract.referencing
      .filter((column) => !names.includes(column))
      .map((column) => `references: no column "${column}"${didYouMean(column, names)}`),
    ...(Number.isInteger(contract.version) && contract.version >= 1 ? [] : [`version ${contract.version}: versions are 1, 2, 3 …`]),
    ...(contract.description.trim() === '' ? ['description: is empty; say in a sentence what one row is'] : []),
    ...(contract.owner.trim() === '' ? ['owner: is empty; name who answers for the table'] : []),
    ...(contract.deprecated === undefined || isDay(contract.deprecated)
      ? []
      : [`deprecation: "${contract.deprecated}" is not a day (expected 2027-02-28)`]),
  ]
}

function nameProblems(name: string): string[] {
  const problems: string[] = []
  if (!/^[a-z][a-z0-9_]*$/.test(name)) problems.push(`name "${name}": use lower case letters, digits and _, beginning with a letter`)
  if (name.includes('__') || RESERVED_PREFIX.test(name))
    problems.push(`name "${name}": "__" and the prefix "mw_" are kept for hidden tables`)
  if (/_v\d+$/.test(name)) problems.push(`name "${name}": the ending "_v" and a number is how versions are stored; say version: 2 instead`)
  return problems
}

function columnNameProblems(names: readonly string[]): string[] {
  if (names.length === 0) return ['row: has no columns']
  const problems: string[] = []
  const lower = new Map<string, string>()
  for (const name of names) {
    if (name.trim() === '' || /[\u0000-\u001f\u007f]/.test(name))
      problems.push(`column ${JSON.stringify(name)}: a name needs a visible character and no control characters`)
    if (RESERVED_PREFIX.test(name)) problems.push(`column "${name}": the prefix "mw_" is kept for hidden columns`)
    const other = lower.get(name.toLowerCase())
    if (other === name) problems.push(`column "${name}" is there twice`)
    else if (other !== undefined) problems.push(`columns "${other}" and "${name}" differ only in case; not every engine tells them apart`)
    lower.set(name.toLowerCase(), name)
  }
  return problems
}

// What engines cannot compare for being equal, or not alike.
const NO_KEY: ReadonlySet<LogicalType['type']> = new Set(['json', 'array', 'struct', 'float64'])

function keyProblems(key: readonly string[], columns: readonly Column[]): string[] {
  const problems: string[] = []
  for (const [index, name] of key.entries()) {
    const column = columns.find((candidate) => candidate.name === name)
    if (column === undefined)
      problems.push(
        `key: no column "${name}"${didYouMean(
          name,
          columns.map((candidate) => candidate.name),
        )}`,
      )
    else if (column.nullable) problems.push(`key: column "${name}" is nullable; a key identifies every row`)
    else if (NO_KEY.has(column.type.type))
      problems.push(`key: column "${name}" is a ${column.type.type}, which engines do not compare alike`)
    if (key.indexOf(name) !== index) problems.push(`key: column "${name}" is there twice`)
  }
  return problems
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
