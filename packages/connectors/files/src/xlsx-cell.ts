import { dateOfDays, dateTimeOfMicros, timeOfMicros } from '@meshwright/contracts'
import type { NumberMeaning } from './xlsx-number-format.ts'

/** What a cell of a sheet holds; null is an empty cell. A number is its text where JavaScript would not print the same. */
export type SheetValue = string | number | boolean | null | Moment | CellProblem

/** A number that is formatted as a date or time. */
export interface Moment {
  readonly kind: 'moment'
  /** ISO, without a zone. */
  readonly text: string
}

/** A cell that has no value to give. */
export interface CellProblem {
  readonly kind: 'error' | 'unreadable'
  /** `#N/A`, or the reason. */
  readonly text: string
}

export const isProblem = (value: SheetValue | undefined): value is CellProblem =>
  typeof value === 'object' && value !== null && value.kind !== 'moment'
export const isMoment = (value: SheetValue | undefined): value is Moment =>
  typeof value === 'object' && value !== null && value.kind === 'moment'

/** A cell as its XML has it. */
export interface RawCell {
  readonly type: string
  /** The text of `<v>`, undefined when there is none. */
  readonly value: string | undefined
  readonly inline: string | undefined
  readonly formula: boolean
  readonly meaning: NumberMeaning
}

export function sheetValue(cell: RawCell, sharedStrings: readonly string[], epoch1904: boolean): SheetValue {
  const { type, value } = cell
  if (type === 'inlineStr') return cell.inline === undefined ? null : unescaped(cell.inline)
  if (type === 'str' && value !== undefined) return unescaped(value)
  if (value === undefined || value === '') {
    return cell.formula && type !== 'str'
      ? { kind: 'unreadable', text: 'its formula has no stored result; open the file in a spreadsheet program and save it' }
      : type === 'str'
        ? ''
        : null
  }
  switch (type) {
    case 's': {
      const text = sharedStrings[Number(value)]
      return text ?? { kind: 'unreadable', text: `it refers to shared text ${value}, which the file does not have` }
    }
    case 'b':
      return value === '1' || value === 'true'
    case 'e':
      return { kind: 'error', text: value }
    case 'd':
      return value
    case 'n':
      if (!Number.isFinite(Number(value))) return { kind: 'unreadable', text: `"${value}" is not a number` }
      return cell.meaning === 'number' ? numberValue(value) : momentOf(value, cell.meaning, epoch1904)
    default:
      return { kind: 'unreadable', text: `its cell type "${type}" is unknown` }
  }
}

function numberValue(written: string): string | number {
  const text = numberText(written)
  const number = Number(text)
  // Programs in Java write 12345678 as 1.2345678E7.
  return String(number) === text || (/e/i.test(text) && sameDecimal(String(number), text)) ? number : text
}

/**
 * A number as it was meant. Excel writes doubles with 17 digits, 4.1 as 4.0999999999999996: such a text is taken back to the
 * shortest text of the same double. Any other text is exact and stays, but for the zeros at its end: Google writes 11 as 11.0.
 */
function numberText(written: string): string {
  const text = /^[+-]?\d+\.\d*$/.test(written) ? written.replace(/\.?0*$/, '') : written
  const digits = text
    .replace(/[eE].*$/, '')
    .replaceAll(/\D/g, '')
    .replace(/^0+/, '')
  if (digits.length < 16 || !/[.eE]/.test(text)) return text
  const double = Number(text)
  const printed = double.toPrecision(digits.length > 17 ? 17 : digits.length)
  return digits.length <= 17 && sameDecimal(printed, text) ? String(double) : text
}

function sameDecimal(a: string, b: string): boolean {
  const parts = (text: string) => {
    const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
    const [whole = '', fraction = ''] = mantissa.replace(/^[+-]/, '').split('.')
    const digits = (whole + fraction).replace(/^0+/, '')
    const trimmed = digits.replace(/0+$/, '')
    return `${text.startsWith('-') ? '-' : ''}${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`
  }
  return parts(a) === parts(b)
}

const DAY_MILLIS = 86_400_000

/**
 * A day number as text: a date, a date with time, or below 1 a time of day. To the millisecond, which is all that spreadsheet
 * programs keep. Without a zone, as sheets have none.
 */
function momentOf(text: string, meaning: NumberMeaning, epoch1904: boolean): SheetValue {
  const serial = Number(text)
  const millis = Math.round(serial * DAY_MILLIS)
  if (millis >= 0 && millis < DAY_MILLIS && !(epoch1904 && Number.isInteger(serial))) return moment(timeOfMicros(millis * 1000))
  if (meaning === 'elapsed') return numberValue(text)
  const day = Math.floor(millis / DAY_MILLIS)
  if (millis < 0 || day > 2_958_465) return { kind: 'unreadable', text: `${text} is not a day that spreadsheets know` }
  // Day 60 of the 1900 system is 29 February 1900, which never was.
  if (!epoch1904 && day === 60) return moment('1900-02-29')
  const days = epoch1904 ? day - 24_107 : day - (day < 60 ? 25_568 : 25_569)
  if (millis % DAY_MILLIS === 0) return moment(dateOfDays(days))
  return moment(dateTimeOfMicros((BigInt(days) * BigInt(DAY_MILLIS) + BigInt(millis % DAY_MILLIS)) * 1000n))
}

const moment = (text: string): Moment => ({ kind: 'moment', text })

/** Undoes `_x000D_`, the spelling of characters that XML cannot hold. */
export function unescaped(text: string): string {
  return text.includes('_x')
    ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
}
