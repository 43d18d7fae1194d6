import { expect, it } from 'vitest'
import { documentText } from '../src/document-text.ts'

it('is the document, whatever it holds, with a line for each item of a list', () => {
  for (const document of [{}, { a: {}, b: [], c: null, d: 'x\n"y"' }, { a: { 'b "c"': { d: [] } }, 'e "f"': [[1], null, { g: [2] }] }])
    expect(JSON.parse([...documentText(document)].join(''))).toEqual(document)
  expect([...documentText({ name: 'shop', tasks: [{ id: 'a' }, { id: 'b' }], checks: { a: [1] }, none: [] })].join('')).toBe(
    `{
  "name": "shop",
  "tasks": [
    {"id":"a"},
    {"id":"b"}
  ],
  "checks": {
    "a": [1]
  },
  "none": []
}
`,
  )
})

it('comes in pieces where it is long', () => {
  const rows = Array.from({ length: 30 }, () => 'x'.repeat(100_000))
  const pieces = [...documentText({ rows })]
  expect(pieces.length).toBeGreaterThan(2)
  expect(JSON.parse(pieces.join(''))).toEqual({ rows })
})
