import { isDate, isTime } from './calendar.ts'
import { typeLabel, type LogicalType } from './logical-type.ts'
import { isInt64 } from './parse-number-cell.ts'
import { textProblem } from './show-cell.ts'

/** Undefined for a value in the canonical form of a type, else what that form is. Null is not looked at. */
export type FormTest = (value: unknown) => string | undefined

/** Prepares the test whether a JS value, which is not null, is in the canonical form of a type (see LogicalType). */
export function formTest(type: LogicalType): FormTest {
  switch (type.type) {
    case 'string':
      return (value) =>
        typeof value !== 'string'
          ? 'a string'
          : textProblem(value) === undefined
            ? undefined
            : 'text without NUL and halves of surrogate pairs'
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? undefined : 'true or false')
    case 'int64':
      return (value) => (typeof value === 'bigint' && isInt64(value) ? undefined : 'a bigint of 64 bits such as 42n')
    case 'float64':
      return (value) => (typeof value === 'number' ? undefined : 'a number')
    case 'decimal':
      return decimalTest(type.precision, type.scale)
    case 'date':
      return (value) => (matches(DATE, value, dateHolds) ? undefined : `a string such as '2022-12-31'`)
    case 'time':
      return (value) => (matches(TIME, value, timeHolds) ? undefined : `a string such as '10:00:00' or '10:00:00.5'`)
    case 'timestamp':
      return (value) => (matches(TIMESTAMP, value, momentHolds) ? undefined : `a string such as '2022-12-31T10:00:00Z'`)
    case 'localTimestamp':
      return (value) => (matches(LOCAL_TIMESTAMP, value, momentHolds) ? undefined : `a string such as '2022-12-31T10:00:00'`)
    case 'json':
      return (value) => (isJson(value) ? undefined : 'a JSON value')
    case 'bytes':
      return (value) => (value instanceof Uint8Array ? undefined : 'a Uint8Array')
    case 'array':
      return arrayTest(type)
    case 'struct':
      return structTest(type)
  }
}

const FRACTION = String.raw`(?:\.\d{0,5}[1-9])?`
const CLOCK = String.raw`\d\d:\d\d:\d\d${FRACTION}`
const DATE = /^\d{4}-\d\d-\d\d$/
const TIME = new RegExp(`^${CLOCK}$`)
const TIMESTAMP = new RegExp(String.raw`^\d{4}-\d\d-\d\dT${CLOCK}Z$`)
const LOCAL_TIMESTAMP = new RegExp(String.raw`^\d{4}-\d\d-\d\dT${CLOCK}$`)

const matches = (form: RegExp, value: unknown, holds: (text: string) => boolean) =>
  typeof value === 'string' && form.test(value) && holds(value)
const dateHolds = (text: string) => isDate(+text.slice(0, 4), +text.slice(5, 7), +text.slice(8, 10))
const timeHolds = (text: string) => isTime(+text.slice(0, 2), +text.slice(3, 5), +text.slice(6, 8))
const momentHolds = (text: string) => dateHolds(text) && timeHolds(text.slice(11))

function decimalTest(precision: number, scale: number): FormTest {
  const whole = precision === scale ? '0' : String.raw`(?:0|[1-9]\d{0,${precision - scale - 1}})`
  const form = new RegExp(`^-?${whole}${scale === 0 ? '' : String.raw`\.\d{${scale}}`}$`)
  const negativeZero = /^-[0.]*$/
  const example = scale === 0 ? '12' : `0.${'0'.repeat(scale - 1)}1`
  return (value) =>
    typeof value === 'string' && form.test(value) && !negativeZero.test(value)
      ? undefined
      : `an exact string with ${scale} digits after the point such as '${example}'`
}

function arrayTest(type: Extract<LogicalType, { type: 'array' }>): FormTest {
  const element = formTest(type.element)
  return (value) => {
    if (!Array.isArray(value)) return `an array (${typeLabel(type)})`
    for (const [index, item] of (value as unknown[]).entries()) {
      const problem = item === null ? (type.elementNullable ? undefined : 'not null') : element(item)
      if (problem !== undefined) return `an array (${typeLabel(type)}) whose element ${index + 1} is ${problem}`
    }
    return undefined
  }
}

function structTest(type: Extract<LogicalType, { type: 'struct' }>): FormTest {
  const fields = Object.entries(type.fields).map(([name, field]) => ({ name, nullable: field.nullable, test: formTest(field.type) }))
  return (value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return `an object (${typeLabel(type)})`
    const record = value as Readonly<Record<string, unknown>>
    for (const { name, nullable, test } of fields) {
      const inner = Object.hasOwn(record, name) ? record[name] : undefined
      const problem = inner === null ? (nullable ? undefined : 'not null') : test(inner)
      if (problem !== undefined) return `an object whose field "${name}" is ${problem}`
    }
    return Object.keys(record).length === fields.length
      ? undefined
      : `an object with the fields ${fields.map((field) => field.name).join(', ')} and no others`
  }
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return true
  if (typeof value === 'string') return textProblem(value) === undefined
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isJson)
  if (typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return Object.entries(value).every(([name, inner]) => textProblem(name) === undefined && isJson(inner))
}
