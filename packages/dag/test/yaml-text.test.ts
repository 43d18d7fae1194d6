import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { smallPlan } from './small-plan.ts'
import { emittedYaml, type YamlValue } from '../src/yaml-text.ts'
import { anyText } from './any-plan.ts'

test('what is written reads well', () => {
  const text = emittedYaml(
    smallPlan({ project: 'shop\n- evil' }),
    { on: { list: [{ a: 1, b: 'yes' }, [], {}] }, run: 'one\n  two\n', no: true },
    ['x'],
  )
  expect(text.replace(/plan "[0-9a-f]+"/, 'plan "…"'))
    .toBe(`# Emitted by Meshwright from plan "…" of "shop\\n- evil". Emit again instead of editing.
on:
  list:
    - a: 1
      b: "yes"
    - []
    - {}
run: |
  one
    two
"no": true
---
- "x"
`)
})

test('any data is read back by a YAML parser, of either version', () => {
  const anyValue = fc.letrec<{ value: YamlValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      anyText,
      anyText.map((text) => `${text}\n`),
      fc.integer(),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(anyText, fc.constantFrom('on', 'no', 'a_b', 'workflows.argoproj.io/x')), tie('value'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  })).value
  fc.assert(
    fc.property(fc.array(anyValue, { minLength: 1, maxLength: 2 }), (values) => {
      const text = emittedYaml(smallPlan(), ...values)
      for (const version of ['1.1', '1.2'] as const) {
        const documents = parseAllDocuments(text, { version })
        expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([])
        // `on` is a key only where YAML 1.2 is read, as GitHub does.
        if (version === '1.2') expect(documents.map((document) => document.toJS() as unknown)).toEqual(values)
      }
    }),
    { numRuns: 300 },
  )
})
