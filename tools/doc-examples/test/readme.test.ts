import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { readPages, type Page } from '../src/index.ts'
import { ROOT } from '../src/pages.ts'

const textOf = (page: Page) => readFileSync(join(ROOT, page.path), 'utf8')
const manifests = ['packages/*/package.json', 'packages/*/*/package.json']
  .flatMap((pattern) => globSync(pattern, { cwd: ROOT, exclude: (path) => path.endsWith('node_modules') }))
  .map((path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as { name: string; dependencies?: Record<string, string> })
const shortName = (name: string) => name.replace('@meshwright/', '')

it('the picture of the packages has exactly the arrows that there are, less those that follow from others', () => {
  const imports = new Map(
    manifests.map(({ name, dependencies = {} }) => [
      shortName(name),
      new Set(
        Object.keys(dependencies)
          .filter((other) => other.startsWith('@meshwright/'))
          .map(shortName),
      ),
    ]),
  )
  const reached = (from: string): Set<string> => new Set([...(imports.get(from) ?? [])].flatMap((to) => [to, ...reached(to)]))
  const arrows = [...imports].flatMap(([from, direct]) =>
    [...direct].filter((to) => ![...direct].some((other) => other !== to && reached(other).has(to))).map((to) => `${from} --> ${to}`),
  )
  const drawn = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^ {2}(\w+ --> \w+)$/gm)].map((match) => match[1])
  expect(drawn.toSorted()).toEqual(arrows.toSorted())
})

it.each(readPages())('$path: links and pictures are there', (page) => {
  const broken = [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !existsSync(join(ROOT, dirname(page.path), target)))
  expect(broken).toEqual([])
})

it.each(readPages())('$path: a block that is a file is named above it, as a reader sees no info string', (page) => {
  const lines = textOf(page).split('\n')
  const unnamed = page.blocks.filter(({ options, line }) => {
    const file = options['file']
    return typeof file === 'string' && !lines.slice(Math.max(0, line - 4), line - 1).some((text) => text.includes(`\`${file}\``))
  })
  expect(unnamed.map(({ line, options }) => `line ${line}: ${String(options['file'])}`)).toEqual([])
})

it('pictures are light enough for a readme', () => {
  for (const name of ['run.png', 'report.png']) expect(statSync(join(ROOT, 'docs/images', name)).size, name).toBeLessThan(300_000)
})
