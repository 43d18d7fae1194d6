import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readMarkup } from './markup.ts'

it('runs the example of the README, which prints a page', () => {
  const folder = join(import.meta.dirname, '..')
  const code = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(folder, 'README.md'), 'utf8'))?.[1] ?? expect.fail('no example')
  const run = spawnSync(process.execPath, ['--conditions=@meshwright/source', '--input-type=module-typescript', '-'], {
    cwd: folder,
    input: code,
    encoding: 'utf8',
  })
  expect(run.stderr.replaceAll(/.*(?:ExperimentalWarning|--trace-warnings).*\n/g, '')).toBe('')
  const { tags } = readMarkup(run.stdout.trimEnd())
  expect(tags.filter((tag) => tag.name === 'section')).toHaveLength(3)
  expect(run.stdout.replaceAll('\u00a0', ' ')).toContain('Rp 810,450,000')
})
