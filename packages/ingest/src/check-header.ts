import { didYouMean, type AnyContract, type SourceFacts } from '@meshwright/contracts'
import { IngestError } from './ingest-error.ts'

/**
 * Holds the columns of a source against the contract. A missing column fails the load; further columns are left out and named.
 * Sources whose rows name their own columns (NDJSON) pass: a missing key is null, row by row.
 */
export function checkHeader(contract: AnyContract, source: SourceFacts): { ignored: readonly string[] } {
  const names = source.columns
  if (names === undefined) return { ignored: [] }
  const wanted = contract.columns.map((column) => column.name)
  const missing = wanted.filter((name) => !names.includes(name))
  const ignored = names.filter((name) => !wanted.includes(name))
  if (missing.length) {
    const problems = [
      ...missing.map((name) => `${source.label}: column "${name}" is missing`),
      ...ignored.map((name) => `${source.label}: column "${name}" is not in the contract${didYouMean(name, missing)}`),
    ]
    throw new IngestError(
      'columns-missing',
      `${problems.join('\n')}\nA missing column fails the load of ${contract.name}: give the file its columns back, or change the contract.`,
      { problems },
    )
  }
  return { ignored }
}
