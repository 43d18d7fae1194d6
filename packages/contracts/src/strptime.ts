import { toClock, toOffset, type MomentReading } from './iso-time.ts'

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']

interface Directive {
  readonly field: string
  readonly pattern: string
  /** The pattern between digits of neighbours, where the number of digits must be fixed. */
  readonly fixed?: string
}

const number = (field: string): Directive => ({ field, pattern: String.raw`(\d{1,2})`, fixed: String.raw`(\d\d)` })

// What every engine's strptime, Python's and C's agree on. Names of months are English, in any case.
const DIRECTIVES: Readonly<Record<string, Directive>> = {
  Y: { field: 'year', pattern: String.raw`(\d{4})` },
  y: { field: 'shortYear', pattern: String.raw`(\d\d)` },
  m: number('month'),
  d: number('day'),
  H: number('hour'),
  I: number('hour12'),
  M: number('minute'),
  S: number('second'),
  f: { field: 'fraction', pattern: String.raw`(\d+)`, fixed: String.raw`(\d{6})` },
  p: { field: 'half', pattern: '([AaPp][Mm])' },
  b: { field: 'monthName', pattern: `(${MONTHS.map((name) => name.slice(0, 3)).join('|')})` },
  B: { field: 'monthName', pattern: `(${MONTHS.join('|')})` },
  z: { field: 'offset', pattern: String.raw`(Z|[+-]\d\d(?::?\d\d)?)` },
}

interface Format {
  readonly regexp: RegExp
  readonly fields: readonly string[]
}

/** A format's directives in order; a letter that is not known is kept, for the message. */
function tokens(format: string): { readonly literal?: string; readonly letter?: string }[] {
  return [...format.matchAll(/%(.)|%$|[^%]+/gsu)].map((match) => {
    if (match[1] === '%') return { literal: '%' }
    if (match[0].startsWith('%')) return { letter: match[1] ?? '' }
    return { literal: match[0] }
  })
}

/** What is wrong with a format for a type, or undefined. A format must say everything that the type holds. */
export function formatProblem(format: string, holds: 'date' | 'localTimestamp' | 'timestamp'): string | undefined {
  const letters = tokens(format).flatMap((token) => (token.letter === undefined ? [] : [token.letter]))
  const unknown = letters.filter((letter) => DIRECTIVES[letter] === undefined)
  if (unknown.length > 0) {
    return `format '${format}': ${unknown.map((letter) => `%${letter}`).join(', ')} is not known; use %Y %y %m %d %H %I %M %S %f %p %b %B %z and literal text`
  }
  const fields = letters.map((letter) => (DIRECTIVES[letter] as Directive).field)
  const missing = [
    ...(fields.includes('year') || fields.includes('shortYear') ? [] : ['the year (%Y)']),
    ...(fields.includes('month') || fields.includes('monthName') ? [] : ['the month (%m)']),
    ...(fields.includes('day') ? [] : ['the day (%d)']),
    ...(fields.includes('hour12') && !fields.includes('half') ? ['morning or afternoon (%p)'] : []),
  ]
  if (missing.length > 0) return `format '${format}' does not say ${missing.join(', ')}`
  const twice = fields.find((field, index) => fields.indexOf(field) !== index)
  if (twice !== undefined) return `format '${format}' says the ${twice} twice`
  if (holds !== 'timestamp' && fields.includes('offset'))
    return `format '${format}': %z makes it an instant; declare the column as timestamp()`
  return undefined
}

const compiled = new Map<string, Format>()

function compile(format: string): Format {
  const fields: string[] = []
  const all = tokens(format)
  const isNumber = (index: number) =>
    DIRECTIVES[all[index]?.letter ?? '']?.fixed !== undefined || ['Y', 'y'].includes(all[index]?.letter ?? '')
  const source = all.map((token, index) => {
    if (token.literal !== undefined) return token.literal.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)
    const directive = DIRECTIVES[token.letter ?? '']
    if (directive === undefined) return '(?!)'
    fields.push(directive.field)
    return directive.fixed !== undefined && (isNumber(index - 1) || isNumber(index + 1)) ? directive.fixed : directive.pattern
  })
  return { regexp: new RegExp(`^${source.join('')}$`, 'i'), fields }
}

/** Reads text by a strptime format; undefined when it has another form. `%y` is 1969 to 2068; digits may lack leading zeros. */
export function readByFormat(text: string, format: string): MomentReading {
  let known = compiled.get(format)
  if (known === undefined) compiled.set(format, (known = compile(format)))
  const match = known.regexp.exec(text)
  if (match === null) return undefined
  const found: Record<string, string> = {}
  known.fields.forEach((field, index) => (found[field] = match[index + 1] as string))
  const year = found['year'] ?? shortYear(found['shortYear'] ?? '')
  const month = found['month'] ?? MONTHS.findIndex((name) => name.startsWith((found['monthName'] ?? '-').toLowerCase())) + 1
  const hour = found['hour12'] === undefined ? +(found['hour'] ?? 0) : fullHour(+found['hour12'], found['half'] ?? '')
  const clock = toClock(+year, +month, +(found['day'] ?? 0), hour, +(found['minute'] ?? 0), +(found['second'] ?? 0), found['fraction'])
  if ('impossible' in clock) return clock
  const zone = found['offset']
  if (zone === undefined) return { clock, offset: undefined }
  const offset = zone.toUpperCase() === 'Z' ? 0 : toOffset(zone.slice(0, 1), zone.slice(1, 3), zone.slice(3).replace(':', ''), undefined)
  return offset === undefined ? { impossible: 'has an offset that no clock has' } : { clock, offset }
}

const shortYear = (digits: string) => +digits + (+digits < 69 ? 2000 : 1900)

/** 24-hour form; 99, which no clock shows, for an hour that is not 1 to 12. */
function fullHour(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return 99
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
}
