import { expect, it } from 'vitest'
import { duration } from '../src/text-table.ts'

it.each([
  [0.4, '0 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [59_949, '59.9 s'],
  [59_951, '1 min 0 s'],
  [185_499, '3 min 5 s'],
  [239_600, '4 min 0 s'],
])('%d ms is told as %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text)
})
