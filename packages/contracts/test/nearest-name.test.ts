import { describe, expect, test } from 'vitest'
import { didYouMean, nearestName } from '@meshwright/contracts'

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
  test('in a message', () => {
    expect(didYouMean('emial', ['email'])).toBe('; did you mean "email"?')
    expect(didYouMean('emial', ['price'])).toBe('')
    expect(didYouMean('emial', ['email'], 'there is only email')).toBe('; did you mean "email"? There is only email')
    expect(didYouMean('emial', ['price'], 'there is only price')).toBe('; there is only price')
  })
})
