import { stripVTControlCharacters } from 'node:util'

export type Align = 'left' | 'right'

/** Rows as aligned columns, two spaces apart; no trailing blanks. `align` is per column, left by default. */
export const textTable = (rows: readonly (readonly string[])[], align: readonly Align[] = [], indent = ''): string =>
  [...textTableLines(rows, align, indent)].join('')

/** The same line by line, each with its line break: a large table is longer than a text can be. */
export function* textTableLines(rows: readonly (readonly string[])[], align: readonly Align[] = [], indent = ''): Generator<string> {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell))))
  for (const row of rows) {
    const cells = row.map((cell, index) => {
      const blank = ' '.repeat((widths[index] ?? 0) - displayWidth(cell))
      return align[index] === 'right' ? blank + cell : cell + blank
    })
    yield `${indent}${cells.join('  ')}`.trimEnd() + '\n'
  }
}

// East Asian wide and full-width characters, and emoji, take two cells (Unicode Standard Annex 11).
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u

/** How many terminal cells a text takes, colour codes not counted. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of stripVTControlCharacters(text)) width += /\p{Mn}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}

/** Data as a screen may show them: what would move its cursor or paint it is a picture of itself. Line breaks stay. */
export const harmless = (text: string): string =>
  text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, (character) => {
    const code = character.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '␡' : '�'
  })

/** `1,234,567`: thousands grouped, for people. */
// Not by toLocaleString, whose first call takes 10 ms.
export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',')

/** `1 row`, `2 rows`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${grouped(count)} ${count === 1 ? one : many}`

/** `61 ms`, `1.2 s`, `3 min 5 s`. */
export function duration(milliseconds: number): string {
  if (Math.round(milliseconds) < 1000) return `${Math.round(milliseconds)} ms`
  const tenths = Math.round(milliseconds / 100)
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
