import { didYouMean, type AnyContract, type RowSource, type SourceFacts } from '@meshwright/contracts'
import { IngestError } from './ingest-error.ts'

const SHOWN_PROBLEMS = 20

/**
 * Holds the columns of a source against the contract. A missing column fails the load; further columns are left out and named.
 * Sources whose rows name their own columns (NDJSON) pass: a missing key is null, row by row.
 */
export function checkHeader(contract: AnyContract, source: RowSource): { ignored: readonly string[] } {
  const parts = source.kind === 'parts' ? source.parts : [source]
  const ignored = new Set<string>()
  const problems: string[] = []
  for (const part of parts) {
    const found = headerOf(contract, part)
    problems.push(...found.problems)
    for (const name of found.ignored) ignored.add(name)
  }
  if (problems.length > 0) {
    const files = new Set(problems.map((problem) => problem.slice(0, problem.indexOf(': column')))).size
    const which =
      parts.length === 1
        ? 'give the file its columns back'
        : `${files} of ${parts.length} files differ from the contract: give them their columns back`
    throw new IngestError(
      'columns-missing',
      `${problems.slice(0, SHOWN_PROBLEMS).join('\n')}${problems.length > SHOWN_PROBLEMS ? '\n…' : ''}\nA missing column fails the load of ${contract.name}: ${which}, or change the contract.`,
      { problems },
    )
  }
  return { ignored: [...ignored] }
}

function headerOf(contract: AnyContract, source: SourceFacts): { problems: readonly string[]; ignored: readonly string[] } {
  if (source.columns === undefined) return { problems: [], ignored: [] }
  const names = [...source.columns, ...Object.keys(source.constants ?? {})]
  const wanted = contract.columns.map((column) => column.name)
  const missing = wanted.filter((name) => !names.includes(name))
  const ignored = names.filter((name) => !wanted.includes(name))
  if (missing.length === 0) return { problems: [], ignored }
  const problems = [
    ...missing.map((name) => `${source.label}: column "${name}" is missing`),
    ...ignored.map((name) => `${source.label}: column "${name}" is not in the contract${didYouMean(name, missing)}`),
  ]
  return { problems, ignored }
}
