/** An e-mail address in the portable subset: one @, no spaces, a dot in the domain. The same in every engine and in JS. */
export const EMAIL_PATTERN = '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$'

/** A pattern's parts, as far as portability depends on them: `\d`, `[…]`, `(?:`, `+?`, any other character. */
const PART =
  /\\(?:p\{[^}]*\}|P\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|.|$)|\[\^?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?(?:<?[=!]|<[A-Za-z]|.)|(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?|./gsu
const CLASS_PART = /\[:\^?\w+:\]|\\(?:.|$)|./gsu

// Letters that mean the same after a backslash everywhere; any punctuation does.
const ESCAPES = /^\\[dDsSwWtnrfv]$|^\\[^A-Za-z0-9]$/
// Postgres knows the capital forms outside of brackets only.
const CLASS_ESCAPES = /^\\[dswtnrfv]$|^\\[^A-Za-z0-9]$/
const POSIX: Readonly<Record<string, string>> = {
  space: String.raw`\t\n\v\f\r `,
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
}
const MAX_REPEAT = 255

/**
 * Why a pattern would not mean the same in every engine, or undefined when it does. RE2 (DuckDB, ClickHouse, BigQuery) has no
 * lookaround and no back-references; Postgres reads `\b` as a backspace, lacks `\p{…}` and gives a mix of greedy and lazy
 * quantifiers another meaning, and repeats at most 255 times.
 */
export function notPortable(pattern: string): string | undefined {
  for (const [part] of pattern.matchAll(PART)) {
    const why = part.startsWith('[') && part.length > 1 ? classProblem(part) : partProblem(part)
    if (why !== undefined) return why
  }
  try {
    patternToRegExp(pattern)
  } catch (error) {
    if (error instanceof SyntaxError)
      return `syntax that is not valid in Unicode mode (${error.message.replace(/^Invalid regular expression: .*: /su, '')})`
    throw error
  }
  return undefined
}

function partProblem(part: string): string | undefined {
  if (part.startsWith('\\')) return ESCAPES.test(part) ? undefined : escapeProblem(part)
  if (part.startsWith('(?')) {
    if (part === '(?:') return undefined
    if (/^\(\?<?[=!]/.test(part)) return 'lookaround'
    return part.startsWith('(?<') ? 'a named group' : `the group ${part}`
  }
  if (/^(?:[*+?]|\{.*\})[?+]$/s.test(part)) return part.endsWith('?') ? 'a lazy quantifier' : 'a possessive quantifier'
  if (part.startsWith('{')) {
    const most = Math.max(...(part.match(/\d+/g) ?? []).map(Number))
    if (most > MAX_REPEAT) return `more than ${MAX_REPEAT} repetitions`
  }
  return undefined
}

function escapeProblem(part: string): string {
  if (/^\\[1-9k]/.test(part)) return 'a back-reference'
  if (/^\\[pP]\{/.test(part)) return String.raw`\p{…}`
  return part
}

function classProblem(part: string): string | undefined {
  const body = part.slice(part.startsWith('[^') ? 2 : 1, -1)
  if (body === '') return 'an empty class'
  if (/^:\w+:$/.test(body)) return `the class [${body}] outside of brackets, where it is the letters of its name`
  for (const [inner] of body.matchAll(CLASS_PART)) {
    if (inner.startsWith('[:')) {
      const name = inner.slice(2, -2)
      if (POSIX[name] === undefined) return `the class ${inner}`
    } else if (inner.startsWith('\\')) {
      if (!CLASS_ESCAPES.test(inner)) return escapeProblem(inner)
    } else if (inner === '[') return 'an unescaped [ inside a class'
  }
  return undefined
}

const compiled = new Map<string, RegExp>()

/**
 * The JS spelling of a portable pattern: JS lacks POSIX classes such as `[:space:]`, its `\s` holds Unicode spaces that the
 * engines' does not, and its `.` leaves out more than the line feed. Throws a SyntaxError for what is not a pattern.
 */
export function patternToRegExp(pattern: string): RegExp {
  let known = compiled.get(pattern)
  if (known === undefined) {
    const source = pattern.replaceAll(PART, (part) => {
      if (part === '.') return String.raw`[^\n]`
      if (part === String.raw`\s`) return `[${POSIX['space']}]`
      if (part === String.raw`\S`) return `[^${POSIX['space']}]`
      if (!part.startsWith('[') || part.length === 1) return unescaped(part)
      return part.replaceAll(CLASS_PART, (inner) => {
        if (inner === String.raw`\s`) return POSIX['space'] as string
        return inner.startsWith('[:') ? (POSIX[inner.slice(2, -2)] ?? inner) : inner.startsWith('\\') ? unescaped(inner, '-') : inner
      })
    })
    known = new RegExp(source, 'u')
    compiled.set(pattern, known)
  }
  return known
}

// In Unicode mode JS refuses a backslash before punctuation that needs none.
function unescaped(part: string, alsoKept = ''): string {
  const character = part.slice(1)
  if (!part.startsWith('\\') || /^[A-Za-z0-9^$\\.*+?()[\]{}|/]/.test(character) || character === alsoKept) return part
  return character
}
