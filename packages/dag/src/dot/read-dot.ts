import * as z from 'zod'
import type { EmittedGraph } from '../emitted-graph.ts'
import { foundPicture } from '../found-graph.ts'

const graphSchema = z.object({
  objects: z.array(z.object({ name: z.string(), label: z.string() })).default([]),
  edges: z.array(z.object({ tail: z.int(), head: z.int() })).default([]),
})

const ESCAPES: Readonly<Record<string, string>> = { '\\\\': '\\', '\\n': '\n', '&amp;': '&' }

/** What a picture that was emitted shows, as Graphviz reads it (`dot -Tdot_json`). */
export function readDot(graph: unknown): EmittedGraph {
  const { objects, edges } = graphSchema.parse(graph)
  const nodes = objects.map(({ name, label }) => ({ name, id: label.replaceAll(/\\\\|\\n|&amp;/g, (found) => ESCAPES[found] ?? found) }))
  return foundPicture(
    nodes,
    edges.map(({ tail, head }) => [objects[tail]?.name ?? '', objects[head]?.name ?? '']),
  )
}
