import { describe, expect, test } from 'vitest'
import { runIdAt } from '@meshwright/contracts'

describe('runIdAt', () => {
  test('is the UUID version 7 of RFC 9562, appendix A.6', () => {
    // unix_ts_ms 0x017F22E279B0, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F
    const random = new Uint8Array([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f])
    expect(runIdAt(new Date(0x017f22e279b0), random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
  })
  test('version and variant are set whatever the random bytes', () => {
    for (const byte of [0, 0xff])
      expect(runIdAt(new Date(0), new Uint8Array(10).fill(byte))).toMatch(/^00000000-0000-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
  test('sorts by time, and two of one moment differ', () => {
    const ids = [1, 1000, 1_700_000_000_000].map((time) => runIdAt(new Date(time)))
    expect(ids.toSorted()).toEqual(ids)
    const now = new Date()
    expect(runIdAt(now)).not.toBe(runIdAt(now))
  })
})
