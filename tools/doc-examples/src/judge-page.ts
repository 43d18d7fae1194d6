import { roleOf, type CodeBlock } from './code-block.ts'
import type { Page } from './pages.ts'
import type { BlockRun } from './run-page.ts'
import { missingValue, normalOutput, promisedValues, sameOutput } from './same-output.ts'

/** What a block says of itself against what happened. */
export interface Verdict {
  readonly block: CodeBlock
  readonly problem: string | undefined
}

/** Judges every block of a page that is run, checked or compared. `typeProblem` is what the compiler says about a block. */
export function judgePage(page: Page, runs: readonly BlockRun[], typeProblem: (block: CodeBlock) => string | undefined): Verdict[] {
  const verdicts: Verdict[] = []
  let before: CodeBlock | undefined
  for (const block of page.blocks) {
    const role = roleOf(block)
    const run = runs.find(({ number }) => number === block.number)
    if (role === 'shown' || role === 'not-run') continue
    if (role === 'output') {
      verdicts.push({ block, problem: comparison(block, before, runs, before && typeProblem(before)) })
      continue
    }
    before = block
    verdicts.push({ block, problem: run?.problem ?? ownProblem(block, run, typeProblem(block)) })
  }
  return verdicts
}

function ownProblem(block: CodeBlock, run: BlockRun | undefined, types: string | undefined): string | undefined {
  if (run === undefined) return 'it was not run'
  if (block.options['refused'] !== undefined) return types === undefined ? 'the compiler should refuse it, and does not' : undefined
  if (types !== undefined) return types
  const missing = roleOf(block) === 'module' ? missingValue(promisedValues(block.text), run.printed) : undefined
  return missing === undefined ? undefined : `it does not print ${missing}, but\n${run.printed}`
}

function comparison(
  block: CodeBlock,
  before: CodeBlock | undefined,
  runs: readonly BlockRun[],
  types: string | undefined,
): string | undefined {
  if (before === undefined) return 'there is nothing before it that prints'
  if (before.options['refused'] !== undefined) return saidBy(block.text, types ?? '')
  const printed = runs.find(({ number }) => number === before.number)?.printed ?? ''
  if (sameOutput(block.text, printed)) return undefined
  return `block ${before.number} printed\n${printed}\n--- and the page shows, both without what differs from run to run ---\n${normalOutput(block.text)}\n--- printed ---\n${normalOutput(printed)}`
}

/** A compiler's words are long; a page shows pieces of them, in their order. */
function saidBy(shown: string, words: string): string | undefined {
  const flat = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
  let rest = flat(words)
  for (const piece of flat(shown).split('…').map(flat).filter(Boolean)) {
    const at = rest.indexOf(piece)
    if (at < 0) return `the compiler does not say "${piece}", but\n${words}`
    rest = rest.slice(at + piece.length)
  }
  return undefined
}
