import { MeshwrightError } from '@meshwright/contracts'
import { readModel, type AnyModel } from '@meshwright/models'
import { PipelineError } from './pipeline-error.ts'

/**
 * The error of a model's build without the engine's words where those may hold a classified value: "… is not an int64". Errors that may pass
 * by themselves are about the warehouse, and stay.
 */
export function withoutClassifiedValues(error: unknown, model: AnyModel): unknown {
  if (!(error instanceof MeshwrightError) || error.retryable) return error
  const columns = classifiedColumns(model)
  if (columns.length === 0) return error
  return new PipelineError(
    'build-failed',
    `build ${model.contract.name}: ${error.code}; the engine's message is left out, as it may hold values of ${columns.join(', ')}`,
  )
}

/** The classified columns that a model reads: `people.phone`. Of SQL as text, all those of its upstreams. */
function classifiedColumns(model: AnyModel): string[] {
  const { lineage } = readModel(model)
  const read = new Set(
    [...Object.values(lineage.columns).flat(), ...lineage.indirect].map(({ relation, column }) => `${relation}.${column}`),
  )
  const classified = Object.values(model.upstream).flatMap(({ name, columns }) =>
    columns.filter((column) => column.classification !== undefined).map((column) => `${name}.${column.name}`),
  )
  return [...new Set(classified)].filter((column) => lineage.opaque || read.has(column))
}
