import { sameType, typeLabel, type AnyContract, type Column, type LogicalType, type TableName } from '@meshwright/contracts'
import { type InspectedColumn, type SqlDialect, type Store } from '@meshwright/sql'
import type { AnyModel } from './model.ts'
import { ModelError } from './model-error.ts'
import { compileModel, readModel } from './read-model.ts'

/**
 * Everything that is wrong with a model before it is built, in words: what its tree shows, and where the engine's own description
 * of the query, over empty tables made from the upstream contracts, differs from the contract. Empty when it is fine.
 */
export async function checkModel(model: AnyModel, scratch: Store, dialect: SqlDialect): Promise<readonly string[]> {
  const problems = [...readModel(model).problems]
  const locate = (contract: AnyContract): TableName => ({ schema: '', table: `mw_upstream_${contract.name}` })
  let described: readonly InspectedColumn[]
  try {
    const upstream = [...new Map(Object.values(model.upstream).map((source) => [source.name, source])).values()]
    described = await scratch.describe(
      compileModel(model, dialect, locate),
      upstream.map((source) => ({ name: locate(source), columns: source.columns })),
    )
  } catch (error) {
    return [...problems, `the engine refuses its query: ${error instanceof Error ? error.message : String(error)}`]
  }
  return [...problems, ...columnProblems(model.contract, described)]
}

/** As `checkModel` over many, all problems of all models in one error. */
export async function checkModels(models: readonly AnyModel[], scratch: Store, dialect: SqlDialect): Promise<void> {
  const found = await Promise.all(
    models.map(async (model) => (await checkModel(model, scratch, dialect)).map((problem) => `model ${model.contract.name}: ${problem}`)),
  )
  const problems = found.flat()
  if (problems.length) throw new ModelError('model-invalid', problems.join('\n'), { problems })
}

function columnProblems(contract: AnyContract, described: readonly InspectedColumn[]): string[] {
  const found = new Map(described.map((column) => [column.name, column]))
  const problems: string[] = []
  for (const column of contract.columns) {
    const given = found.get(column.name)
    if (given === undefined) problems.push(`the query lacks column "${column.name}"`)
    else {
      const problem = typeProblem(column, given)
      if (problem !== undefined) problems.push(problem)
    }
  }
  const names = described.map((column) => column.name)
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index)))
    problems.push(`the query gives column "${name}" more than once`)
  for (const given of found.values()) {
    if (!contract.columns.some((column) => column.name === given.name)) problems.push(`the contract has no column "${given.name}"`)
  }
  return problems
}

function typeProblem(column: Column, given: InspectedColumn): string | undefined {
  if (given.type === undefined || fitsInto(given.type, column.type)) return undefined
  return `column "${column.name}" must be ${typeLabel(column.type)} but the query gives ${typeLabel(given.type)}`
}

/** Whether every value of `from` that fits is kept exactly in `to`; too large a value is an error when it is built, never rounded. */
function fitsInto(from: LogicalType, to: LogicalType): boolean {
  if (from.type === 'decimal' && to.type === 'decimal') return from.scale <= to.scale
  // Structured values are described by engines in their own words.
  if (['json', 'struct', 'array'].includes(to.type)) return true
  return sameType(from, to)
}
