import type { Plan } from '@meshwright/contracts'
import type { EmittedFile, Emitter } from '../emitter.ts'
import { PICTURED } from '../picture.ts'
import { planName } from '../plan-name.ts'
import { uniqueEdges } from '../unique-edges.ts'

export const dot: Emitter = {
  name: 'dot',
  summary: 'a picture for Graphviz',
  options: [],
  capabilities: PICTURED,
  emit: emitDot,
}

function emitDot(plan: Plan): readonly EmittedFile[] {
  const at = new Map(plan.tasks.map(({ id }, index) => [id, `t${index}`]))
  const text = `// Emitted by Meshwright from plan ${plan.hash}. Emit again instead of editing.
digraph {
  rankdir=LR
  node [fontname="Helvetica"]
${plan.tasks.map(({ id, kind }) => `  ${at.get(id)} [label="${dotText(id)}" shape=${SHAPES[kind]}]\n`).join('')}${uniqueEdges(plan)
    .map(([from, to]) => `  ${at.get(from)} -> ${at.get(to)}\n`)
    .join('')}}
`
  return [{ path: `${planName(plan)}.dot`, text }]
}

const SHAPES = { ingest: 'cds', build: 'box', gate: 'hexagon', report: 'note', command: 'component', group: 'box3d' } as const

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '&': '&amp;' }

/** A label as it is shown: neither escapes nor entities are left that Graphviz would read. */
const dotText = (text: string): string => text.replaceAll(/[\\"\n&]/g, (character) => ESCAPES[character] ?? character)
