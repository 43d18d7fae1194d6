import { typeLabel, type ColumnLineage, type LogicalType, type RunEvent } from '@meshwright/contracts'
import { readModel } from '@meshwright/models'
import type { ProjectNode } from '../project.ts'
import type { TaskResult } from '../task-result.ts'
import type { ObservedRun } from './run-observer.ts'

export interface Facet {
  readonly _producer: string
  readonly _schemaURL: string
  readonly [property: string]: unknown
}
type Facets = Readonly<Record<string, Facet>>

interface LineageDataset {
  readonly namespace: string
  readonly name: string
  readonly facets?: Facets
  readonly inputFacets?: Facets
  readonly outputFacets?: Facets
}

/** `RunEvent` of OpenLineage 2-0-2. */
export interface LineageEvent {
  readonly eventType: RunEvent['eventType']
  readonly eventTime: string
  readonly producer: string
  readonly schemaURL: string
  readonly run: { readonly runId: string; readonly facets: Facets }
  readonly job: { readonly namespace: string; readonly name: string; readonly facets: Facets }
  readonly inputs: readonly LineageDataset[]
  readonly outputs: readonly LineageDataset[]
}

/** What the `meshwright` facet of an event of the run log holds. */
type Facts = Partial<Pick<TaskResult, 'status' | 'load' | 'rows' | 'written' | 'checks' | 'error'>>

/**
 * An event of the run log with the facets that lineage services read: schema, column lineage, statistics, assertions, error message,
 * nominal time, owner. A task that stages a table writes it, and the gate reads and writes it, so that lineage goes through both.
 */
export function lineageEvent(event: RunEvent, { project, plan, context }: ObservedRun, namespace = event.job.namespace): LineageEvent {
  const { producer } = event
  const facet = (name: string, version: string, body: object): Facet => ({
    _producer: producer,
    _schemaURL: `https://openlineage.io/spec/facets/${version}/${name}.json#/$defs/${name}`,
    ...body,
  })
  const facts = (event.run.facets?.['meshwright'] ?? {}) as Facts
  const task = tasksOf(plan).get(event.job.name)
  const node = task === undefined ? undefined : project.node(task.target)
  const ended = event.eventType !== 'START'
  const written = facts.written ?? facts.rows
  const gate = task?.kind === 'gate'
  const dataset = (name: string) => ({ namespace, name })
  const outputs = [
    ...new Set([...(event.outputs ?? []).map(({ name }) => name), ...(node === undefined || gate ? [] : [node.contract.name])]),
  ]
  const inputs = [
    ...new Set([...(gate && node !== undefined ? [node.contract.name] : []), ...(event.inputs ?? []).map(({ name }) => name)]),
  ]
  const parent = event.run.facets?.['parent'] as { run: { runId: string }; job: { name: string } } | undefined
  const why = facts.error?.message
  const { interval } = context
  return {
    eventType: event.eventType,
    eventTime: event.eventTime,
    producer,
    schemaURL: event.schemaURL,
    run: {
      runId: event.run.runId,
      facets: {
        ...(event.run.facets?.['meshwright'] === undefined ? {} : { meshwright: toldFacts(event.run.facets['meshwright']) }),
        ...(parent === undefined ? {} : { parent: facet('ParentRunFacet', '1-2-0', parentOf(parent, namespace)) }),
        ...(interval === undefined
          ? {}
          : {
              nominalTime: facet('NominalTimeRunFacet', '1-0-1', {
                nominalStartTime: interval.start.toISOString(),
                nominalEndTime: interval.end.toISOString(),
              }),
            }),
        ...(why === undefined
          ? {}
          : { errorMessage: facet('ErrorMessageRunFacet', '1-0-1', { message: why, programmingLanguage: 'TypeScript' }) }),
      },
    },
    job: {
      namespace,
      name: event.job.name,
      facets: {
        jobType: facet('JobTypeJobFacet', '2-0-4', {
          processingType: 'BATCH',
          integration: 'MESHWRIGHT',
          jobType: task?.kind.toUpperCase() ?? 'RUN',
        }),
        ...(task?.owner ? { ownership: facet('OwnershipJobFacet', '1-0-1', { owners: [{ name: task.owner }] }) } : {}),
        ...(task?.description ? { documentation: facet('DocumentationJobFacet', '1-1-0', { description: task.description }) } : {}),
      },
    },
    inputs: [
      ...(task?.kind === 'ingest' && node?.made.by === 'stream'
        ? [{ namespace: `${namespace}/${node.made.stream.connector}`, name: node.made.stream.origin }]
        : []),
      ...inputs.map((name) => ({
        ...dataset(name),
        ...(name === node?.contract.name && facts.checks?.length
          ? {
              inputFacets: {
                dataQualityAssertions: facet('DataQualityAssertionsDatasetFacet', '1-1-0', { assertions: assertions(node, facts.checks) }),
              },
            }
          : {}),
      })),
    ],
    outputs: outputs.map((name) => {
      const made = project.node(name)
      if (!ended || made === undefined) return dataset(name)
      return {
        ...dataset(name),
        facets: {
          schema: facet('SchemaDatasetFacet', '1-2-0', { fields: schemaFields(made) }),
          ...(made.made.by === 'model'
            ? { columnLineage: facet('ColumnLineageDatasetFacet', '1-2-0', columnLineage(readModel(made.made.model).lineage, namespace)) }
            : {}),
        },
        ...(name === node?.contract.name && typeof written === 'number' && facts.status === 'done'
          ? { outputFacets: { outputStatistics: facet('OutputStatisticsOutputDatasetFacet', '1-0-2', { rowCount: written }) } }
          : {}),
      }
    }),
  }
}

/** What only the log is read for stays there: of thousands of tasks it is longer than what a service takes. */
function toldFacts({ tasks: _tasks, process: _process, ...facts }: Facet): Facet {
  return facts as unknown as Facet
}

const tasks = new WeakMap<ObservedRun['plan'], ReadonlyMap<string, ObservedRun['plan']['tasks'][number]>>()
function tasksOf(plan: ObservedRun['plan']) {
  let known = tasks.get(plan)
  if (known === undefined) tasks.set(plan, (known = new Map(plan.tasks.map((task) => [task.id, task]))))
  return known
}

function parentOf({ run, job }: { run: { runId: string }; job: { name: string } }, namespace: string) {
  const own = { run: { runId: run.runId }, job: { namespace, name: job.name } }
  return { ...own, root: own }
}

/** A check that only warns and found something did not succeed either; its severity says what that meant. */
function assertions({ checks }: ProjectNode, results: NonNullable<Facts['checks']>) {
  const specs = new Map(checks.map((spec) => [spec.name, spec]))
  return results.map(({ name, status, message }) => {
    const spec = specs.get(name)
    return {
      assertion: spec?.check ?? name,
      success: status === 'passed',
      name,
      ...(spec?.columns.length === 1 ? { column: spec.columns[0] } : {}),
      ...(spec === undefined ? {} : { severity: spec.severity, description: spec.description }),
      actual: message,
    }
  })
}

const schemaFields = ({ contract }: ProjectNode) =>
  contract.columns.map((column, index) => ({
    ...field(column.name, column.type),
    ...(column.description === undefined ? {} : { description: column.description }),
    ordinal_position: index + 1,
  }))

function field(name: string, type: LogicalType): object {
  const inner = type.type === 'array' ? type.element : type
  return {
    name,
    type: typeLabel(type),
    ...(inner.type === 'struct' ? { fields: Object.entries(inner.fields).map(([key, part]) => field(key, part.type)) } : {}),
  }
}

const DIRECT = { copied: 'IDENTITY', transformed: 'TRANSFORMATION', aggregated: 'AGGREGATION' } as const
const INDIRECT = {
  filter: 'FILTER',
  join: 'JOIN',
  group: 'GROUP_BY',
  sort: 'SORT',
  window: 'WINDOW',
  conditional: 'CONDITIONAL',
} as const

const columnLineage = ({ columns, indirect }: ColumnLineage, namespace: string) => ({
  fields: Object.fromEntries(
    Object.entries(columns).map(([column, sources]) => [
      column,
      {
        inputFields: sources.map((source) => ({
          namespace,
          name: source.relation,
          field: source.column,
          transformations: [{ type: 'DIRECT', subtype: DIRECT[source.kind] }],
        })),
      },
    ]),
  ),
  dataset: indirect.map((source) => ({
    namespace,
    name: source.relation,
    field: source.column,
    transformations: [{ type: 'INDIRECT', subtype: INDIRECT[source.through] }],
  })),
})
