import { contractDocument, fingerprint, type Edge, type Plan, type Retries, type Task } from '@meshwright/contracts'
import { modelFingerprint } from '@meshwright/models'
import { within, type PlanScope } from './plan-scope.ts'
import type { Project, ProjectNode } from './project.ts'

const NO_RETRIES: Retries = { count: 0, delaySeconds: 0, maxDelaySeconds: 0 }

const fingerprints = new WeakMap<ProjectNode, string>()

/** Changes when the definition of a table does: its contract, its query or stream, or its checks. */
export function nodeFingerprint(node: ProjectNode): string {
  let known = fingerprints.get(node)
  if (known === undefined) {
    const definition =
      node.made.by === 'model'
        ? modelFingerprint(node.made.model)
        : fingerprint([contractDocument(node.contract), node.made.stream.connector, node.made.stream.options, node.made.stream.load])
    known = fingerprint([definition, node.checks])
    fingerprints.set(node, known)
  }
  return known
}

/**
 * The plan of a project, or of the part that a scope takes: a pure function of both. Each table is staged by one task and published by
 * its gate. What is outside the scope is waited for by nothing: it is read as published.
 */
export function planProject(project: Project, scope: PlanScope = {}): Plan {
  const tasks: Task[] = []
  const edges: Edge[] = []
  const task = (id: string, kind: Task['kind'], target: string, rest: Partial<Task>): void => {
    tasks.push({
      id,
      kind,
      target,
      description: '',
      layer: null,
      owner: null,
      tags: [],
      reads: [],
      writes: [],
      steps: [id],
      command: null,
      pool: null,
      retries: NO_RETRIES,
      timeoutSeconds: null,
      fingerprint: '',
      ...rest,
    })
  }
  for (const node of project.nodes) {
    const { name, layer, owner, description } = node.contract
    const about = { description, layer, owner, tags: [...node.contract.tags], fingerprint: nodeFingerprint(node) }
    const stage = node.made.by === 'stream' ? `ingest:${name}` : `build:${name}`
    task(stage, node.made.by === 'stream' ? 'ingest' : 'build', name, { ...about, reads: [...node.upstream] })
    task(`gate:${name}`, 'gate', name, { ...about, reads: [...node.checkedAgainst], writes: [name] })
    for (const upstream of node.upstream) edges.push({ from: `gate:${upstream}`, to: stage, reason: 'reads' })
    edges.push({ from: stage, to: `gate:${name}`, reason: 'stages' })
    for (const other of node.checkedAgainst)
      if (!node.upstream.includes(other)) edges.push({ from: `gate:${other}`, to: `gate:${name}`, reason: 'references' })
  }
  for (const report of project.reports) {
    const reads = [...new Set(Object.values(report.reads).map((contract) => contract.name))]
    task(`report:${report.name}`, 'report', report.name, {
      description: report.description,
      owner: report.owner,
      reads,
      fingerprint: fingerprint([report.name, report.title, report.description, reads]),
    })
    for (const name of reads) edges.push({ from: `gate:${name}`, to: `report:${report.name}`, reason: 'reads' })
  }
  const open = {
    document: 'plan' as const,
    documentVersion: 2 as const,
    project: project.name,
    description: project.description,
    environment: project.environment.name,
    owner: null,
    tags: [],
    granularity: 'task' as const,
    schedule: project.schedule ?? null,
    wakesOn: [],
    timeoutSeconds: null,
    pools: [],
    ...within(scope, tasks, edges),
  }
  return { ...open, hash: fingerprint(open) }
}
