import { columnProblems } from './column-problems.ts'
import { contractSchema, type Contract } from './contract.ts'
import { contractProblems } from './contract-problems.ts'
import { parseDocument } from './documents/versioned.ts'
import { ContractError } from './errors.ts'

/**
 * The contract that a document describes, such as one of a manifest of another project. It behaves as the one it was written from,
 * except that `rowOnly` refinements, which are JavaScript, did not travel. `place` says where it came from. Throws ContractError
 * `document-invalid` with every problem.
 */
export function contractFromDocument(document: unknown, place: string): Contract {
  const parsed = parseDocument(contractSchema, document, place)
  const problems = [
    ...contractProblems({
      ...parsed,
      referencing: parsed.references.map((reference) => reference.column),
      deprecated: parsed.deprecation?.date,
    }),
    ...parsed.columns.flatMap((column) => columnProblems(column).map((problem) => `column "${column.name}": ${problem}`)),
  ]
  if (problems.length > 0)
    throw new ContractError('document-invalid', `${place}: contract ${parsed.name}: ${problems.join('\n')}`, { problems })
  return Object.freeze(parsed)
}
