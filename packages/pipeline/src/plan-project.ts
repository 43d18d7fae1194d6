import { fingerprint, type DataAsset, type Edge, type EdgeReason, type Plan, type Task } from '@meshwright/contracts'
import { coarsen } from './coarse-plan.ts'
import { commandFacts, commandFingerprint, nodeFingerprint, reportFingerprint, tablesRead } from './definitions.ts'
import { PipelineError } from './pipeline-error.ts'
import { inOrder, type PlanUnit } from './plan-order.ts'
import { planProblems } from './plan-problems.ts'
import { within, type PlanScope } from './plan-scope.ts'
import type { Project } from './project.ts'
import { commandId, reportId } from './selectable.ts'
import { NO_RETRIES, taskSettings, warehousePool } from './task-settings.ts'

/**
 * The plan of a project, or of the part that a scope takes: a pure function of both, and of nothing that does not matter, such as the
 * order in which sources and models are listed. Each table is staged by one task and published by its gate. What is outside the scope is
 * waited for by nothing: it is read as published. Throws a PipelineError with all that `planProblems` finds.
 */
export function planProject(project: Project, scope: PlanScope = {}): Plan {
  const { granularity = 'task' } = scope
  const whole = wholePlan(project)
  const part = within(scope, whole.tasks, whole.edges)
  const open = { ...whole, granularity, ...coarsen(part, whole, granularity) }
  return { ...open, hash: fingerprint(open) }
}

type OpenPlan = Omit<Plan, 'hash'>

const plans = new WeakMap<Project, OpenPlan>()

/** Everything that a project does, in the finest tasks, each after what it waits for. Checked. */
function wholePlan(project: Project): OpenPlan {
  const known = plans.get(project)
  if (known !== undefined) return known
  const pool = warehousePool(project)
  const plan: OpenPlan = {
    document: 'plan',
    documentVersion: 2,
    project: project.name,
    description: project.description,
    environment: project.environment.name,
    owner: project.owner ?? null,
    tags: [...project.tags],
    granularity: 'task',
    schedule: project.schedule ?? null,
    wakesOn: project.wakesOn.toSorted((a, b) => (assetOrder(a) < assetOrder(b) ? -1 : 1)),
    timeoutSeconds: project.timeoutSeconds ?? null,
    pools: pool === undefined ? [...project.pools] : [...project.pools, pool],
    ...inOrder(planUnits(project, pool?.name)),
  }
  const problems = planProblems(plan)
  if (problems.length) throw new PipelineError('project-invalid', `project ${project.name}: ${problems.join('\n')}`, { problems })
  plans.set(project, plan)
  return plan
}

const assetOrder = ({ project, environment, name }: DataAsset) => JSON.stringify([project, environment, name])

/** The tables, reports and commands of a project as tasks, in no order. */
function planUnits(project: Project, warehouse: string | undefined): PlanUnit[] {
  const settings = taskSettings(project)
  const task = (
    unit: string,
    kind: Task['kind'],
    target: string,
    own: Pick<Task, 'description' | 'fingerprint'> & Partial<Task>,
    id = `${kind}:${target}`,
  ): Task => {
    const { retries, timeoutSeconds, pool } = settings(unit)
    return {
      id,
      kind,
      target,
      layer: null,
      owner: null,
      tags: [],
      reads: [],
      writes: [],
      steps: [id],
      command: null,
      // One process at a time is the stricter of two limits, and a target holds a task to one.
      pool: warehouse ?? pool,
      limits: pool === null ? [] : [pool],
      retries: kind === 'gate' ? NO_RETRIES : retries,
      timeoutSeconds,
      ...own,
    }
  }
  // Each id is one text, however many edges name it: texts that were put together anew are compared letter by letter.
  const gates = new Map(project.nodes.map(({ contract: { name } }) => [name, `gate:${name}`]))
  const after = (id: string): string => gates.get(id) ?? id
  const follows = new Map<string, string[]>()
  for (const { name, before = [] } of project.commands)
    for (const id of before) follows.set(id, [...(follows.get(id) ?? []), commandId(name)])
  const edges = (to: string, from: readonly string[], reason: EdgeReason): Edge[] => from.map((each) => ({ from: each, to, reason }))

  const tables = project.nodes.map((node): PlanUnit => {
    const { name, layer, owner, description, tags } = node.contract
    const about = { description, layer, owner, tags: [...tags], fingerprint: nodeFingerprint(node) }
    const stage = task(name, node.made.by === 'stream' ? 'ingest' : 'build', name, { ...about, reads: node.upstream.toSorted() })
    const gate = task(name, 'gate', name, { ...about, reads: node.checkedAgainst.toSorted(), writes: [name] }, after(name))
    return {
      id: name,
      tasks: [stage, gate],
      waitsFor: [
        ...edges(stage.id, stage.reads.map(after), 'reads'),
        ...edges(stage.id, (follows.get(name) ?? []).toSorted(), 'follows'),
        { from: stage.id, to: gate.id, reason: 'stages' },
        ...edges(gate.id, gate.reads.filter((other) => !node.upstream.includes(other)).map(after), 'references'),
      ],
    }
  })
  const reports = project.reports.map((report): PlanUnit => {
    const { name, owner, description } = report
    const reads = tablesRead(Object.values(report.reads))
    const made = task(reportId(name), 'report', name, { description, owner, reads, fingerprint: reportFingerprint(report) })
    const waitsFor = [...edges(made.id, reads.map(after), 'reads'), ...edges(made.id, (follows.get(made.id) ?? []).toSorted(), 'follows')]
    return { id: made.id, tasks: [made], waitsFor }
  })
  const commands = project.commands.map((command): PlanUnit => {
    const { name } = command
    const { reads, ...own } = commandFacts(project, command)
    const made = task(commandId(name), 'command', name, { ...own, reads, fingerprint: commandFingerprint(project, command) })
    const others = new Set([...(command.after ?? []).map(after), ...(follows.get(made.id) ?? [])])
    for (const name of reads) others.delete(after(name))
    return {
      id: made.id,
      tasks: [made],
      waitsFor: [...edges(made.id, reads.map(after), 'reads'), ...edges(made.id, [...others].toSorted(), 'follows')],
    }
  })
  return [...tables, ...reports, ...commands]
}
