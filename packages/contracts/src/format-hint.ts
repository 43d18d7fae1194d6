import type { InputFormat } from './column.ts'
import type { TimeType } from './parse-time-cell.ts'

const NUMBERS = /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:([T ])\d{1,2}:\d\d(:\d\d)?)?$/
const NAMED = /^\d{1,2}([ -])([A-Za-z]{3,9})\1(\d{4}|\d\d)$/

/** What to declare when text looks like a date in another order or spelling; undefined when it does not. Shows no value. */
export function formatHint(type: TimeType, input: InputFormat | undefined, text: string): string | undefined {
  if (type === 'time') return undefined
  const zone = input?.zone === undefined ? '' : `, zone: '${input.zone}'`
  const declare = (format: string) => `${type}({ format: '${format}'${zone} })`

  const named = NAMED.exec(text)
  if (named !== null) {
    const [, between, month, year] = named
    return `the file names the month: declare it with ${declare(`%d${between}${(month as string).length === 3 ? '%b' : '%B'}${between}${year?.length === 4 ? '%Y' : '%y'}`)}`
  }
  if (/^(19|20)\d\d[01]\d[0-3]\d$/.test(text)) return `the file writes days as digits: declare it with ${declare('%Y%m%d')}`

  const match = NUMBERS.exec(text)
  if (match === null) return undefined
  const [, first, between, second, third, separator, seconds] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string?,
    string?,
  ]
  const time = separator === undefined || type === 'date' ? '' : `${separator}%H:%M${seconds === undefined ? '' : ':%S'}`
  const order = (...letters: string[]) => letters.map((letter) => `%${letter}`).join(between) + time
  if (first.length === 4) return `the file uses year${between}month${between}day: declare it with ${declare(order('Y', 'm', 'd'))}`
  if (third.length !== 4 && third.length !== 2) return undefined
  const year = third.length === 4 ? 'Y' : 'y'
  if (+first > 31 || +second > 31) return undefined
  if (+first > 12) return `the file uses day/month/year: declare it with ${declare(order('d', 'm', year))}`
  if (+second > 12) return `the file uses month/day/year: declare it with ${declare(order('m', 'd', year))}`
  return `the file uses day/month/year or month/day/year: declare it with ${declare(order('d', 'm', year))} or ${declare(order('m', 'd', year))}`
}
