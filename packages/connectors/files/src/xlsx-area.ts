import type { SheetRow } from './xlsx-rows.ts'

/** A rectangle of a sheet; rows and columns from 1, both ends included. */
export interface Area {
  readonly firstRow: number
  readonly lastRow: number
  readonly firstColumn: number
  readonly lastColumn: number
}

/** Reads `B3:F200`, and `B3:F` and `B:F`, which go on to the last row. Undefined for anything else. */
export function parseArea(text: string): Area | undefined {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7})?:\$?([A-Z]{1,3})\$?(\d{1,7})?$/i.exec(text.trim())
  if (match === null) return undefined
  const area = {
    firstRow: Number(match[2] ?? 1),
    lastRow: Number(match[4] ?? Number.POSITIVE_INFINITY),
    firstColumn: columnNumber(match[1] ?? ''),
    lastColumn: columnNumber(match[3] ?? ''),
  }
  return area.firstRow >= 1 && area.firstRow <= area.lastRow && area.firstColumn <= area.lastColumn ? area : undefined
}

/** What of a row lies in an area: cells beside it are gone, those left of it are missing. Undefined when nothing is left. */
export function rowWithin({ row, values }: SheetRow, area: Area): SheetRow | undefined {
  if (row < area.firstRow || row > area.lastRow) return undefined
  const own = values.map((value, index) => (index + 1 >= area.firstColumn && index + 1 <= area.lastColumn ? value : undefined))
  const last = own.findLastIndex((value) => value !== undefined)
  return last === -1 ? undefined : { row, values: own.slice(0, last + 1) }
}

/** `C7` → 3. */
export function columnNumber(place: string): number {
  let number = 0
  for (const letter of /^[A-Z]+/.exec(place.toUpperCase())?.[0] ?? '') number = number * 26 + letter.charCodeAt(0) - 64
  return number
}

/** 0 → `A`, 26 → `AA`. */
export function columnLetters(index: number): string {
  let letters = ''
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  return letters
}
