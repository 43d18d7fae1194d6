import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blockName, checkTypes, judgePage, readPages, roleOf, runPages, type BlockRun, type CodeBlock } from '../src/index.ts'

const pages = readPages()
const work = mkdtempSync(join(tmpdir(), 'meshwright-pages-'))
let runs: ReadonlyMap<string, readonly BlockRun[]>
let types: ReadonlyMap<string, string>

beforeAll(async () => {
  runs = await runPages(work)
  types = checkTypes(pages, work)
}, 120_000)
afterAll(() => rmSync(work, { recursive: true, force: true }))

it('looks at the readme, the guide and every package', () => {
  const paths = pages.map(({ path }) => path)
  expect(paths).toContain('README.md')
  expect(paths.filter((path) => path.startsWith('docs/guide/')).length).toBeGreaterThanOrEqual(7)
  expect(paths.filter((path) => path.startsWith('packages/')).length).toBeGreaterThanOrEqual(10)
})

// A block belongs to `ts` or `sh`, or it shows something else; a language nobody executes must not hide behind another name.
it('knows every language that pages use', () => {
  const languages = new Set(pages.flatMap(({ blocks }) => blocks.map(({ language }) => language)))
  expect(
    [...languages].sort().filter((language) => !['', 'csv', 'json', 'mermaid', 'sh', 'sql', 'text', 'ts', 'yaml'].includes(language)),
  ).toEqual([])
})

describe.each(pages)('$path', (page) => {
  const named = (block: CodeBlock) =>
    `block ${block.number}, line ${block.line} (${[block.language || 'text', block.options['file']].filter(Boolean).join(' ')})`
  for (const block of page.blocks) {
    const reason = block.options['not-run']
    if (reason !== undefined) {
      it(named(block), (context) => context.skip(reason === true ? '' : reason))
      continue
    }
    if (roleOf(block) === 'shown') continue
    it(named(block), () => {
      const verdict = judgePage(page, runs.get(page.path) ?? [], (candidate) => types.get(blockName(page, candidate))).find(
        (candidate) => candidate.block.number === block.number,
      )
      expect(verdict?.problem).toBeUndefined()
    })
  }
  if (page.blocks.every((block) => roleOf(block) === 'shown'))
    it('shows nothing that runs', () => expect(page.blocks.every((block) => roleOf(block) === 'shown')).toBe(true))
})

it('every block that is not run says why', () => {
  const silent = pages.flatMap((page) =>
    page.blocks.filter((block) => block.options['not-run'] === true).map((block) => blockName(page, block)),
  )
  expect(silent).toEqual([])
})
