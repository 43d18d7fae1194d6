import { jsonTextOf } from './lossless-json.ts'

const SHOWN = 60

/** A value as messages show it: cut at 60 characters, and not at all where it is classified. */
export function showCell(cell: unknown, classified: boolean): string {
  if (classified) return 'its value'
  // JSON has neither NaN nor infinities.
  const text = typeof cell === 'string' ? cell : typeof cell === 'number' ? String(cell) : jsonTextOf(cell)
  const cut = text.length <= SHOWN ? text : cutAt(text)
  return typeof cell === 'string' ? JSON.stringify(cut) : cut
}

function cutAt(text: string): string {
  const points = Array.from(text.slice(0, 2 * SHOWN + 2))
  return points.length <= SHOWN ? text : `${points.slice(0, SHOWN - 1).join('')}…`
}

/** What no engine can store as text. */
export function textProblem(text: string): string | undefined {
  if (text.includes('\u0000')) return 'holds a NUL character, which not every engine can store'
  return text.isWellFormed() ? undefined : 'holds half of a surrogate pair, which is not Unicode text'
}
