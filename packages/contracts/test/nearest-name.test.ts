import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didYouMean, nearestName } from '@meshwright/contracts'

/** Optimal string alignment distance, cell by cell as it is defined. */
function distance(a: string, b: string): number {
  const at = (i: number, j: number): number => (i < 0 || j < 0 ? Infinity : (rows[i]?.[j] ?? 0))
  const rows: number[][] = []
  for (let i = 0; i <= a.length; i++) {
    rows.push([])
    for (let j = 0; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const value = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? at(i - 2, j - 2) + 1 : Infinity,
      )
      rows[i]?.push(i === 0 && j === 0 ? 0 : value)
    }
  }
  return at(a.length, b.length)
}

describe('nearestName', () => {
  test.each<[string, string[], string | undefined]>([
    ['custmer_id', ['order_id', 'customer_id'], 'customer_id'],
    ['cutsomer_id', ['customer_id'], 'customer_id'],
    ['CUSTOMER_ID', ['customer_id'], 'customer_id'],
    ['citty', ['city', 'kitty'], 'city'],
    ['idd', ['id'], 'id'],
    ['qty', ['price', 'name'], undefined],
    ['c', ['a'], undefined],
    ['', ['a'], undefined],
    ['x', [], undefined],
  ])('%s among %o', (name, candidates, expected) => expect(nearestName(name, candidates)).toBe(expected))
  test('is as near as the whole table of distances says', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'C'), maxLength: 9 })
    fc.assert(
      fc.property(name, fc.array(name, { maxLength: 5 }), (wanted, candidates) => {
        const far = Math.max(1, Math.floor(wanted.length / 3)) + 1
        const distances = candidates.map((candidate) => distance(wanted.toLowerCase(), candidate.toLowerCase()))
        const least = Math.min(far, ...distances.filter((each) => each < wanted.length))
        expect(nearestName(wanted, candidates)).toBe(least === far ? undefined : candidates[distances.indexOf(least)])
      }),
    )
  })
  test('in a message', () => {
    expect(didYouMean('emial', ['email'])).toBe('; did you mean "email"?')
    expect(didYouMean('emial', ['price'])).toBe('')
    expect(didYouMean('emial', ['email'], 'there is only email')).toBe('; did you mean "email"? There is only email')
    expect(didYouMean('emial', ['price'], 'there is only price')).toBe('; there is only price')
  })
})
