import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { EMITTERS } from '@meshwright/dag'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** A section of a page, from its heading to the next of the same level. */
function section(page: string, heading: string): string {
  const lines = read(page).split('\n')
  const from = lines.indexOf(heading)
  const level = heading.slice(0, heading.indexOf(' ') + 1)
  const length = lines.slice(from + 1).findIndex((line) => line.startsWith(level))
  return from === -1 ? '' : lines.slice(from, length === -1 ? undefined : from + 1 + length).join('\n')
}

test('every file that CONTRIBUTING sends its reader to is there', () => {
  const named = [...read('CONTRIBUTING.md').matchAll(/`((?:packages|apps|tools|docs)\/[^`<>*{} ]+)`/g)].map(([, path]) => path ?? '')
  expect(named.length).toBeGreaterThan(20)
  const generated = ['docs/reference']
  expect(named.filter((path) => !existsSync(join(root, path)) && !generated.includes(path) && path !== 'packages/governance')).toEqual([])
})

test('what the README calls not yet there is not there', () => {
  const notYet = /^Not yet: .*$/m.exec(read('README.md'))?.[0] ?? ''
  expect(notYet).not.toBe('')
  for (const { name } of EMITTERS) expect(notYet.toLowerCase()).not.toMatch(new RegExp(`\\b${name.replace('-', '[- ]')}\\b`))
})

test('CONTRIBUTING says how a scheduler is added beside those there are, and that there is no policy while there is none', () => {
  const scheduler = section('CONTRIBUTING.md', '### … a scheduler')
  expect(scheduler).toContain('`EMITTERS` (`src/emitters.ts`)')
  expect(scheduler).not.toContain('There is none yet')
  const policy = section('CONTRIBUTING.md', '### … a policy')
  expect(policy.includes('There is none yet')).toBe(!existsSync(join(root, 'packages/governance')))
})
