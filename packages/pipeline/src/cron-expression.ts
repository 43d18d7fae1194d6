import { createRequire } from 'node:module'
import { didYouMean } from '@meshwright/contracts'
import type { Cron } from 'croner'

// Loaded when a schedule is read, not by whoever imports the package; cron() answers at once, which an import() could not.
const croner = (): typeof import('croner') => createRequire(import.meta.url)('croner') as typeof import('croner')

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

interface Field {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly names: readonly string[]
}

const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of month', min: 1, max: 31, names: [] },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'day of week', min: 0, max: 7, names: WEEKDAYS },
]

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** Five fields with single spaces between them, and what is wrong with them; a macro such as `@daily` is written out. */
export function readCron(expression: string): { readonly cron: string; readonly problems: readonly string[] } {
  const text = expression.trim()
  if (text.startsWith('@')) {
    const macro = MACROS[text.toLowerCase()]
    return macro === undefined ? { cron: text, problems: [macroProblem(text)] } : { cron: macro, problems: [] }
  }
  const fields = text.split(/\s+/)
  const cron = fields.join(' ')
  if (fields.length !== FIELDS.length || text === '') return { cron, problems: [countProblem(text === '' ? 0 : fields.length)] }
  const problems = FIELDS.flatMap((field, index) => fieldProblems(field, index, fields[index] ?? ''))
  if (problems.length === 0 && cronDays(cron).nextRun(new Date(0)) === null)
    problems.push('never comes: no month that it names has such a day; it would be due for ever in vain')
  return { cron, problems }
}

/** The wall-clock times of five fields, each as if it were UTC. */
export const cronDays = (cron: string): Pick<Cron, 'nextRun'> =>
  new (croner().Cron)(cron, { mode: '5-part', timezone: 'UTC', paused: true })

export const isEveryHour = (cron: string): boolean =>
  new (croner().CronPattern)(cron, undefined, { mode: '5-part' }).hour.every((set) => set === 1)

const macroProblem = (text: string) =>
  `"${text}" is no time; the macros are ${Object.keys(MACROS).join(', ')}${didYouMean(text, Object.keys(MACROS))}`

function countProblem(count: number): string {
  const extra =
    count === 6
      ? ' (seconds and years are none of them)'
      : count > 5
        ? ' (a command is none of them)'
        : count < 5
          ? ' (daily at 06:00 is 0 6 * * *)'
          : ''
  return `it has ${count} ${count === 1 ? 'field' : 'fields'}, not the five minute, hour, day of month, month, day of week${extra}`
}

function fieldProblems(field: Field, index: number, text: string): string[] {
  const allowed = `${field.min}-${field.max}${field.names.length ? ` or ${field.names[0]}-${field.names.at(-1)}` : ''}`
  const problem = text
    .split(',')
    .map((part) => partProblem(field, part))
    .find((found) => found !== undefined)
  if (problem !== undefined) return [`${field.name} "${text}": ${problem} (allowed: ${allowed}, *, lists 1,2, ranges 1-5, steps */2)`]
  return libraryProblem(FIELDS.map((_, at) => (at === index ? text : '*')).join(' ')).map((said) => `${field.name} "${text}": ${said}`)
}

/** What is wrong with one entry of a list, in words that say how to write it. */
function partProblem(field: Field, part: string): string | undefined {
  if (part === '') return 'an entry of the list is empty'
  if (/[LW#?]/i.test(part.replace(/[a-z]{3}/gi, ''))) return `"${part}" is of other crons; L, W, # and ? are known to few schedulers`
  const match = /^(\*|[^-/*]+)(?:-([^-/*]+))?(?:\/([^-/*]+))?$/.exec(part)
  if (match === null || (match[1] === '*' && match[2] !== undefined)) return `"${part}" is no entry`
  const [, first = '', last, step] = match
  for (const end of [first, last]) {
    if (end === undefined || end === '*') continue
    const value = fieldValue(field, end)
    if (value === undefined) return `"${end}" is no ${field.name}${didYouMean(end, field.names)}`
    if (value < field.min || value > field.max) return `${end} is no ${field.name}`
  }
  if (step !== undefined) {
    if (!/^\d+$/.test(step) || Number(step) === 0 || Number(step) > field.max) return `a step of ${step} is none`
    if (first !== '*' && last === undefined) return `a step needs a range: ${first}-${field.max === 7 ? 6 : field.max}/${step}`
  }
  const [from, to] = [fieldValue(field, first), last === undefined ? undefined : fieldValue(field, last)]
  if (from !== undefined && to !== undefined && from > (to === 0 && field.max === 7 ? 7 : to))
    return `the range runs backwards: write ${first}-${field.max === 7 ? 6 : field.max},${field.min}-${last}`
  return undefined
}

function fieldValue({ names, min }: Field, text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text)
  const index = names.indexOf(text.toUpperCase())
  return index === -1 ? undefined : index + min
}

/** What the library refuses beyond that. */
function libraryProblem(cron: string): string[] {
  try {
    new (croner().CronPattern)(cron, undefined, { mode: '5-part' })
    return []
  } catch (error) {
    return [error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)]
  }
}
