/** `6996n` → `6,996`. */
export const grouped = (count: bigint): string => count.toString().replaceAll(/\B(?=(\d{3})+$)/g, ',')

/** `1 row`, `6,996 rows`. */
export const rowsOf = (count: bigint): string => `${grouped(count)} ${count === 1n ? 'row' : 'rows'}`

/** What failing rows do, for one row and for several: `references no city`, `reference no city`. */
export interface Phrase {
  readonly one: string
  readonly many: string
}

export const have = (what: string): Phrase => ({ one: `has ${what}`, many: `have ${what}` })

/** `2 of 6,996 rows reference no city`. */
export const someRows = (failing: bigint, rows: bigint, phrase: Phrase): string =>
  `${grouped(failing)} of ${rowsOf(rows)} ${failing === 1n ? phrase.one : phrase.many}`

/** At most five values, then how many more there are. */
export function listed(values: readonly string[]): string {
  const shown = values.slice(0, 5).join(', ')
  return values.length > 5 ? `${shown} and ${values.length - 5} more` : shown
}

/** part / whole in percent, to four digits; null when the whole is 0. */
export const percent = (part: bigint, whole: bigint): number | null =>
  whole === 0n ? null : Math.round(Number((part * 100_000_000n) / whole) / 100) / 10_000
