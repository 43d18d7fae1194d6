import type { Plan } from '@meshwright/contracts'
import { DagError } from '../dag-error.ts'
import type { EmittedFile, Emitter } from '../emitter.ts'
import { PICTURED } from '../picture.ts'
import { planName } from '../plan-name.ts'
import { uniqueEdges } from '../unique-edges.ts'

// What Mermaid draws where nobody has told it to draw more, which a picture by itself cannot.
const MOST_EDGES = 500
const LONGEST_TEXT = 50_000

export const mermaid: Emitter = {
  name: 'mermaid',
  summary: 'a picture for Markdown, as Mermaid',
  options: [],
  capabilities: PICTURED,
  emit: emitMermaid,
}

function emitMermaid(plan: Plan): readonly EmittedFile[] {
  const at = new Map(plan.tasks.map(({ id }, index) => [id, `t${index}`]))
  const edges = uniqueEdges(plan)
  const text = [
    `%% Emitted by Meshwright from plan ${plan.hash}. Emit again instead of editing.`,
    'flowchart LR',
    ...plan.tasks.map(({ id, kind }) => `  ${at.get(id)}${SHAPES[kind]('"' + mermaidText(id) + '"')}`),
    ...edges.map(([from, to]) => `  ${at.get(from)} --> ${at.get(to)}`),
    '',
  ].join('\n')
  if (edges.length > MOST_EDGES || text.length > LONGEST_TEXT)
    throw new DagError(
      'plan-unfit',
      `mermaid draws at most ${MOST_EDGES} edges and ${LONGEST_TEXT} characters, and this would be ${edges.length} and ${text.length}: emit with --granularity layer or group, or as dot`,
    )
  return [{ path: `${planName(plan)}.mmd`, text }]
}

const shape = (open: string, close: string) => (text: string) => `${open}${text}${close}`

const SHAPES = {
  ingest: shape('[/', '/]'),
  build: shape('[', ']'),
  gate: shape('{{', '}}'),
  report: shape('([', '])'),
  command: shape('[[', ']]'),
  group: shape('[', ']'),
} as const

/** Letters and digits of any script and a few signs as they are, everything else by its code, so that nothing is markup; Mermaid would cut a blank at the end. */
const mermaidText = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N} :_.-]| $/gu, (character) => `#${character.codePointAt(0) ?? 0};`)
