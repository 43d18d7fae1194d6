import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { roleOf } from './code-block.ts'
import { readPages, ROOT } from './pages.ts'
import { runPages } from './run-pages.ts'
import { sameOutput } from './same-output.ts'

// `npm run write -w tools/doc-examples [pages]`: writes what blocks print into the output blocks after them, where it differs.
const only = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'meshwright-pages-'))
try {
  const runs = await runPages(work, only)
  for (const page of readPages().filter(({ path }) => runs.has(path))) {
    const lines = readFileSync(join(ROOT, page.path), 'utf8').split('\n')
    const before = page.blocks.map((block) => ['file', 'module', 'shell'].includes(roleOf(block)))
    for (const block of page.blocks.toReversed()) {
      const source = page.blocks.findLast((candidate, index) => candidate.number < block.number && before[index])
      const run = runs.get(page.path)?.find(({ number }) => number === source?.number)
      if (roleOf(block) !== 'output' || run === undefined || source?.options['refused'] !== undefined) continue
      if (sameOutput(block.text, run.printed) || /^ *…$/m.test(block.text)) continue
      lines.splice(block.line, block.text.split('\n').length - 1, ...run.printed.split('\n'))
    }
    writeFileSync(join(ROOT, page.path), lines.join('\n'))
    for (const { number, problem } of runs.get(page.path) ?? [])
      if (problem !== undefined) console.error(`${page.path}, block ${number}: ${problem}`)
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
