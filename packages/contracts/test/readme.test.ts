import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('the lines of the README run, and print what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [code, printed] = [...readme.matchAll(/```(?:ts)?\n(.*?)```/gs)].map((match) => match[1] as string)
  const options = ['--conditions=@meshwright/source', '--no-warnings', '--input-type=module-typescript', '--eval', code as string]
  expect(execFileSync(process.execPath, options, { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' })).toBe(printed)
})
