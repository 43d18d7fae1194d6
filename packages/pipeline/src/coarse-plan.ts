import { EDGE_REASONS, fingerprint, LAYERS, type Edge, type Granularity, type Plan, type Retries, type Task } from '@meshwright/contracts'
import { unitId } from './plan-scope.ts'

/** What becomes one task: the finest tasks that it does, and how it is called. */
interface Group extends Pick<Task, 'id' | 'target' | 'layer'> {
  readonly steps: Task[]
}

type Facts = Pick<Plan, 'project' | 'owner' | 'pools'>

/** Tasks and edges at another granularity, with the same steps and gates. `tasks` are the finest, each after what it waits for. */
export function coarsen(
  { tasks, edges }: Pick<Plan, 'tasks' | 'edges'>,
  plan: Facts,
  granularity: Granularity,
): { readonly tasks: Task[]; readonly edges: Edge[] } {
  if (granularity === 'task') return { tasks, edges }
  const groups = GROUPING[granularity](tasks, edges, plan)
  const groupOf = new Map(groups.flatMap((group) => group.steps.map((step) => [step.id, group.id] as const)))
  const between = new Map<string, Edge>()
  for (const edge of edges) {
    const [from, to] = [groupOf.get(edge.from), groupOf.get(edge.to)]
    if (from === undefined || to === undefined || from === to) continue
    const key = JSON.stringify([from, to])
    const known = between.get(key)
    if (known === undefined || EDGE_REASONS.indexOf(edge.reason) < EDGE_REASONS.indexOf(known.reason))
      between.set(key, { from, to, reason: edge.reason })
  }
  return { tasks: groups.map((group) => coarseTask(group, plan)), edges: [...between.values()] }
}

type Grouping = (tasks: readonly Task[], edges: readonly Edge[], plan: Facts) => Group[]

const GROUPING: Readonly<Record<Exclude<Granularity, 'task'>, Grouping>> = {
  layer: byLayer,
  group: byConnection,
  project: (tasks, _edges, { project }) => [{ id: `project:${project}`, target: project, layer: null, steps: [...tasks] }],
}

/** A place in the order of layers: a layer, or after one; what would have to come before an earlier layer begins another round. */
interface Place {
  readonly round: number
  readonly rank: number
}

/**
 * One task a layer, one for the reports; a command stays one of its own. Where a layer reads a later one, what waits for that later layer is
 * cut off as a further task of its layer (`layer:raw-2`), so that no two tasks wait for each other: along every edge the round, or within it
 * the rank, rises or stays, and what stays is one task, or commands alone, whose own edges have no cycle.
 */
function byLayer(tasks: readonly Task[], edges: readonly Edge[]): Group[] {
  const before = new Map<string, Set<string>>()
  for (const { from, to } of edges) {
    const known = before.get(to)
    if (known === undefined) before.set(to, new Set([from]))
    else known.add(from)
  }
  const units = new Map<string, Task[]>()
  for (const task of tasks) units.set(unitId(task), [...(units.get(unitId(task)) ?? []), task])
  const unitOf = new Map(tasks.map((task) => [task.id, unitId(task)]))
  const places = new Map<string, Place>()
  const groups = new Map<string, Group & Place>()
  for (const [id, steps] of units) {
    const [{ kind, target, layer }] = steps as [Task]
    const waited = [...new Set(steps.flatMap((step) => [...(before.get(step.id) ?? [])].map((from) => unitOf.get(from))))].flatMap(
      (from) => {
        const place = from === undefined || from === id ? undefined : places.get(from)
        return place === undefined ? [] : [place]
      },
    )
    const place = kind === 'command' ? afterAll(waited) : inLayer(layer === null ? LAYERS.length : LAYERS.indexOf(layer as never), waited)
    places.set(id, place)
    const name = `${layer ?? 'report'}${place.round === 0 ? '' : `-${place.round + 1}`}`
    const key = kind === 'command' ? id : `layer:${name}`
    const known = groups.get(key)
    if (known !== undefined) known.steps.push(...steps)
    else groups.set(key, { id: key, target: kind === 'command' ? target : name, layer, steps: [...steps], ...place })
  }
  return [...groups.values()].toSorted((a, b) => a.round - b.round || a.rank - b.rank || (a.id < b.id ? -1 : 1))
}

const inLayer = (rank: number, waited: readonly Place[]): Place => ({
  rank,
  round: Math.max(0, ...waited.map((place) => place.round + (place.rank > rank ? 1 : 0))),
})

/** A command comes after the last that it waits for: half a rank, which no layer has. */
function afterAll(waited: readonly Place[]): Place {
  const round = Math.max(0, ...waited.map((place) => place.round))
  const ranks = waited.filter((place) => place.round === round).map(({ rank }) => (Number.isInteger(rank) ? rank + 0.5 : rank))
  return { round, rank: Math.max(-0.5, ...ranks) }
}

/** One task for all that is connected, named after its first table in the alphabet; a command or report that nothing is connected to stays itself. */
function byConnection(tasks: readonly Task[], edges: readonly Edge[]): Group[] {
  const parent = new Map(tasks.map((task) => [task.id, task.id]))
  const root = (id: string): string => {
    let top = id
    for (let up = parent.get(top); up !== undefined && up !== top; up = parent.get(top)) top = up
    for (let at = id; at !== top;) {
      const up = parent.get(at) as string
      parent.set(at, top)
      at = up
    }
    return top
  }
  for (const { from, to } of edges) if (parent.has(from) && parent.has(to)) parent.set(root(from), root(to))
  const groups = new Map<string, Task[]>()
  for (const task of tasks) {
    const top = root(task.id)
    const known = groups.get(top)
    if (known === undefined) groups.set(top, [task])
    else known.push(task)
  }
  return [...groups.values()].map((steps) => {
    const [first] = steps
      .filter(({ layer }) => layer !== null)
      .map(({ target }) => target)
      .toSorted()
    const [only] = steps as [Task]
    return first === undefined
      ? { id: only.id, target: only.target, layer: null, steps }
      : { id: `group:${first}`, target: first, layer: null, steps }
  })
}

/** A task that does several. What it is held to is the most that one of them needs. */
function coarseTask({ id, target, layer, steps }: Group, { owner, pools }: Facts): Task {
  const [only] = steps as [Task]
  if (only.id === id) return only
  const owners = [...new Set(steps.map((step) => step.owner))]
  const writes = union(steps, (step) => step.writes)
  const made = new Set(writes)
  return {
    id,
    kind: 'group',
    target,
    description: named(steps),
    layer,
    owner: owners.length === 1 ? (owners[0] ?? owner) : owner,
    tags: union(steps, (step) => step.tags),
    reads: union(steps, (step) => step.reads).filter((name) => !made.has(name)),
    writes,
    steps: steps.map((step) => step.id),
    command: null,
    pool: narrowest(steps, pools),
    limits: union(steps, (step) => step.limits),
    retries: mostRetries(steps),
    timeoutSeconds: steps.every((step) => step.timeoutSeconds !== null)
      ? steps.reduce((sum, step) => sum + (step.timeoutSeconds ?? 0), 0)
      : null,
    fingerprint: fingerprint(steps.map((step) => [step.id, step.fingerprint])),
  }
}

const union = (steps: readonly Task[], of: (step: Task) => readonly string[]): string[] => [...new Set(steps.flatMap(of))].toSorted()

const SHOWN = 5

/** `orders, customers and 12 more`. */
function named(steps: readonly Task[]): string {
  const names = [...new Set(steps.map((step) => step.target))]
  const more = names.length - SHOWN
  return more > 1 ? `${names.slice(0, SHOWN).join(', ')} and ${more} more` : names.join(', ')
}

/** The pool with the fewest slots of those that its steps are in. */
function narrowest(steps: readonly Task[], pools: Plan['pools']): string | null {
  const names = new Set(steps.map((step) => step.pool))
  const own = pools.filter((pool) => names.has(pool.name)).toSorted((a, b) => a.slots - b.slots || (a.name < b.name ? -1 : 1))
  return own[0]?.name ?? null
}

const mostRetries = (steps: readonly Task[]): Retries => ({
  count: Math.max(...steps.map((step) => step.retries.count)),
  delaySeconds: Math.max(...steps.map((step) => step.retries.delaySeconds)),
  maxDelaySeconds: Math.max(...steps.map((step) => step.retries.maxDelaySeconds)),
})
