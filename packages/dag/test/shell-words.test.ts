import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shellArguments, shellCommand } from '../src/index.ts'
import { anyText } from './any-plan.ts'

test('a plain word stays plain; what another would read as a template is broken by an empty quote', () => {
  expect(shellCommand(['npx', 'meshwright', '--task=gate:dm_sales'])).toBe('npx meshwright --task=gate:dm_sales')
  expect(shellCommand(['{{x}}', "it's", '$(id) ${{ a }} $$'])).toBe(`'{''{x}''}' 'it'\\''s' '$''(id) $''{''{ a }''} $''$'`)
})

test('any words are read by a shell, and by us, as they were', () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1, maxLength: 4 }), (argv) => {
      const command = shellCommand(argv)
      expect(command).not.toMatch(/\{[{%#]|\}\}|\$[({$]/)
      expect(shellArguments(command)).toEqual(argv)
    }),
    { numRuns: 500 },
  )
  const all = fc.sample(anyText, 300)
  const said = execFileSync('sh', ['-c', `printf '%s\\0' ${shellCommand(all)}`], { encoding: 'utf8' })
  expect(said.split('\0').slice(0, -1)).toEqual(all)
})
