import type { Retries } from '@meshwright/contracts'
import type { EmittedGraph } from './emitted-graph.ts'
import { textOrder } from './text-order.ts'

/** What a reader found of one task, under the name that the target gives it. */
export interface FoundTask {
  readonly name: string
  /** Names of the tasks it waits for; others than of tasks are left out. */
  readonly after: readonly string[]
  readonly command: readonly string[]
  readonly pool?: string | null
  readonly retries?: Retries
  readonly timeoutSeconds?: number | null
}

/** The graph of tasks, by the id that each one's command names. */
export function foundGraph(found: readonly FoundTask[], rest: Partial<EmittedGraph> = {}): EmittedGraph {
  const nodes = found.map(({ name, command, ...node }) => ({ ...node, name, command, id: taskOf(command) }))
  const edges = found.flatMap(({ name, after }) => after.map((other) => [other, name] as const))
  return ordered(nodes, edges, rest)
}

/** The graph of a picture, in which a task has a name and shows its id. */
export const foundPicture = (
  nodes: readonly { readonly name: string; readonly id: string }[],
  edges: readonly (readonly [string, string])[],
): EmittedGraph => ordered(nodes, edges, {})

function ordered(
  found: readonly (Partial<FoundTask> & { readonly name: string; readonly id: string })[],
  edges: readonly (readonly [string, string])[],
  rest: Partial<EmittedGraph>,
): EmittedGraph {
  const ids = new Map(found.map(({ name, id }) => [name, id]))
  const nodes = found.map(({ id, command = [], pool = null, retries = null, timeoutSeconds = null }) => ({
    ...{ id, command, pool, retries, timeoutSeconds },
    ...{ owner: null, tags: [], publishes: [] },
  }))
  const known = edges.flatMap(([from, to]) => {
    const [first, then] = [ids.get(from), ids.get(to)]
    return first === undefined || then === undefined ? [] : [[first, then] as const]
  })
  return {
    nodes: nodes.toSorted((a, b) => textOrder(a.id, b.id)),
    edges: known.toSorted((a, b) => textOrder(a[0], b[0]) || textOrder(a[1], b[1])),
    schedule: null,
    wakesOn: [],
    timeoutSeconds: null,
    pools: [],
    ...rest,
  }
}

const TASK = '--task='

const taskOf = (command: readonly string[]) => command.find((argument) => argument.startsWith(TASK))?.slice(TASK.length) ?? ''
