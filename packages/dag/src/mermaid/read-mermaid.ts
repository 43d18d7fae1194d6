import type { EmittedGraph } from '../emitted-graph.ts'
import { foundPicture } from '../found-graph.ts'

/** What a picture that was emitted shows. */
export function readMermaid(text: string): EmittedGraph {
  const nodes = [...text.matchAll(/^ {2}(t\d+)\W+"(.*)"\W+$/gm)].map(([, name = '', label = '']) => ({ name, id: readMermaidText(label) }))
  const edges = [...text.matchAll(/^ {2}(t\d+) --> (t\d+)$/gm)].map(([, from = '', to = '']) => [from, to] as const)
  return foundPicture(nodes, edges)
}

const readMermaidText = (text: string) => text.replaceAll(/#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
