// Postgres' regular expressions read a few things of the portable subset in another way: a dot also matches a line feed, \d, \w and
// [:alpha:] follow the locale, \x takes any number of digits. A pattern is rewritten so that it means what it means elsewhere.

const SPACE = String.raw`\t\n\f\r\v `
const CLASSES: Readonly<Record<string, string>> = { d: '0-9', w: 'A-Za-z0-9_', s: SPACE }
const POSIX: Readonly<Record<string, string>> = {
  space: SPACE,
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
}

export function postgresPattern(pattern: string): string {
  let result = ''
  let inBrackets = false
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string
    if (char === '\\') {
      const [text, length] = escape(pattern, at, inBrackets)
      result += text
      at += length - 1
    } else if (inBrackets) {
      if (char === '[' && /^\[:[a-z]+:\]/.test(pattern.slice(at))) {
        const end = pattern.indexOf(':]', at)
        result += POSIX[pattern.slice(at + 2, end)] ?? pattern.slice(at, end + 2)
        at = end + 1
      } else {
        if (char === ']') inBrackets = false
        result += char
      }
    } else if (char === '[') {
      inBrackets = true
      // A ] directly behind [ or [^ is itself.
      const first = /^\[\^?\]?/.exec(pattern.slice(at))?.[0] ?? '['
      result += first
      at += first.length - 1
    } else result += char === '.' ? String.raw`[^\n]` : char
  }
  return result
}

/** The text for the escape at `at`, and how many characters of the pattern it takes. */
function escape(pattern: string, at: number, inBrackets: boolean): [string, number] {
  const next = pattern[at + 1] ?? '\\'
  const named = CLASSES[next.toLowerCase()]
  if (named !== undefined) {
    if (next === next.toLowerCase()) return [inBrackets ? named : `[${named}]`, 2]
    return inBrackets ? [`\\${next}`, 2] : [`[^${named}]`, 2]
  }
  const braced = /^\\x\{([0-9A-Fa-f]{1,6})\}/.exec(pattern.slice(at))
  if (braced !== null) return [`\\U${(braced[1] as string).padStart(8, '0')}`, braced[0].length]
  const hex = /^\\x([0-9A-Fa-f]{2})/.exec(pattern.slice(at))
  if (hex !== null) return [`\\u00${hex[1]}`, 4]
  return [`\\${next}`, 2]
}
