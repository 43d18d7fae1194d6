import { textLiteral } from './literal.ts'

// The directives that DuckDB and parseCell read alike, once a pattern has fixed their digits.
const PATTERNS: Readonly<Record<string, string>> = {
  Y: String.raw`(?:000[1-9]|00[1-9]\d|0[1-9]\d\d|[1-9]\d{3})`,
  m: String.raw`\d{1,2}`,
  d: String.raw`\d{1,2}`,
  H: String.raw`\d{1,2}`,
  M: String.raw`\d{1,2}`,
  S: String.raw`\d{1,2}`,
}

/**
 * Text read by a strptime format as a timestamp, or SQL null. Undefined for formats that are left to JavaScript: names of months,
 * halves of the day, fractions, offsets, and numbers without anything between them.
 */
export function strptimeSql(text: string, format: string): string | undefined {
  const parts = [...format.matchAll(/%(.)|[^%]/gsu)].map(([part, letter]) =>
    letter === undefined ? literalPattern(part) : (PATTERNS[letter] ?? ''),
  )
  if (parts.join('') === '' || parts.includes('') || parts.length !== format.length - (format.match(/%/g)?.length ?? 0)) return undefined
  const touching = parts.some((part, index) => part.includes(String.raw`\d`) && (parts[index + 1] ?? '').includes(String.raw`\d`))
  if (touching) return undefined
  return `case when regexp_full_match(${text}, ${textLiteral(parts.join(''))}) then try_strptime(${text}, ${textLiteral(format)}) end`
}

/** Letters match in any case in parseCell and digits could belong to a number, so both are left to it. */
function literalPattern(character: string): string {
  if (/[\p{L}\d\s]/u.test(character) && character !== ' ') return ''
  return character.replace(/[.*+?^${}()|[\]\\]/, String.raw`\$&`)
}
