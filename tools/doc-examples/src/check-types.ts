import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { roleOf, type CodeBlock } from './code-block.ts'
import { ROOT, slugOf, type Page } from './pages.ts'
import { moduleFile } from './run-page.ts'

/** What the compiler says about each block of TypeScript, by page and number; blocks it is content with are left out. */
export function checkTypes(pages: readonly Page[], work: string): ReadonlyMap<string, string> {
  const folder = join(work, 'types')
  const blockOf = new Map<string, string>()
  for (const page of pages) {
    for (const block of page.blocks) {
      const name = fileOf(block)
      if (name === undefined) continue
      const path = join(slugOf(page), name)
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), block.text)
      blockOf.set(path, blockName(page, block))
    }
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const compilerOptions = { moduleDetection: 'force', typeRoots: [join(ROOT, 'node_modules/@types')] }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.base.json'),
      compilerOptions,
      include: ['*/**/*.ts', '*/*.ts'],
      exclude: ['node_modules'],
    }),
  )
  const compiler = join(dirname(createRequire(import.meta.url).resolve('@typescript/native/package.json')), 'bin/tsc')
  const { stdout } = spawnSync(process.execPath, [compiler, '--noEmit', '--pretty', 'false', '--checkers', '1', '--project', '.'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const problems = new Map<string, string>()
  let current: string | undefined
  for (const line of stdout.split('\n').filter(Boolean)) {
    const path = /^(\S[^(]*)\(\d+,\d+\): error/.exec(line)?.[1]
    if (path !== undefined) {
      current = blockOf.get(path)
      // An error in a package that a page imports is that package's own business, and found there.
      if (current === undefined && !path.startsWith('..')) throw new Error(line)
    }
    if (current !== undefined) problems.set(current, `${problems.get(current) ?? ''}${line.replace(/^[^/\s]+\//, '')}\n`)
  }
  if (blockOf.size === 0) throw new Error('no page has a block of TypeScript')
  return problems
}

/** `docs/guide/files.md, block 3`. */
export const blockName = (page: Page, block: CodeBlock): string => `${page.path}, block ${block.number} (line ${block.line})`

function fileOf(block: CodeBlock): string | undefined {
  if (block.language !== 'ts') return undefined
  const role = roleOf(block)
  return role === 'module' ? moduleFile(block) : role === 'file' ? String(block.options['file']) : undefined
}
