import { describe, expect, it } from 'vitest'
import { contrast, DARK, LIGHT, mix } from '../src/palette.ts'
import { STYLE } from '../src/style.ts'

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('the %s palette', (_, palette) => {
  it.each(['text', 'muted', 'accent'] as const)('has readable %s on every ground (WCAG AA, 4.5)', (name) => {
    for (const ground of [palette.background, palette.surface]) expect(contrast(palette[name], ground)).toBeGreaterThanOrEqual(4.5)
  })

  it('has readable text on every tint', () => {
    for (const tint of [...palette.heat, ...palette.parts]) expect(contrast(tint.ink, tint.fill)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.onAccent, palette.accent)).toBeGreaterThanOrEqual(4.5)
  })

  it('draws bars that stand out from the ground (3 for graphics) and heat that always grows', () => {
    expect(contrast(palette.accent, palette.background)).toBeGreaterThanOrEqual(3)
    const grown = palette.heat.map((tint) => contrast(tint.fill, palette.background))
    expect(grown).toEqual([...grown].sort((a, b) => a - b))
  })
})

it('computes contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080')
})

it('keeps to two weights and five sizes', () => {
  const weights = new Set([...STYLE.matchAll(/font-weight:(\d+)|font:(\d+)/g)].map((match) => match[1] ?? match[2]))
  expect([...weights].sort()).toEqual(['400', '600'])
  const sizes = [...STYLE.matchAll(/font-size:([^;}]+)/g)].map((match) => match[1] ?? '')
  expect(new Set(sizes.filter((size) => !/^var\(--(xs|s|m|l|xl)\)$/.test(size)))).toEqual(new Set(['14px']))
})
