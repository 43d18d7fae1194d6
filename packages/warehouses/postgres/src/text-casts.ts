import { typeLabel, type LogicalType } from '@meshwright/contracts'
import { physicalType } from './physical-types.ts'

/** How a type is read from text. Postgres itself would also take ` 5 `, `0x10`, `1_000` and `tomorrow`, and round `0.005` to two digits. */
interface TextForm {
  /** Whether a text is spelled as one of the type. */
  spelled(text: string): string
  /** Whether a text that is spelled so fits: there is no 2022-02-30. */
  fits(text: string): string
  /** The value of a text that fits; an error for one that is not even spelled so. */
  read(text: string): string
}

const DATE = '(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})-[0-9]{2}-[0-9]{2}'
const TIME = '(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,6})?)?'
const OFFSET = '(?:Z|[+-](?:0[0-9]|1[0-7])(?::?[0-5][0-9])?)'
const BASE64 = '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?'
const FLOAT = '[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?|NaN|-?Infinity'
const TRUE = `'true', 't', 'yes', 'y', '1'`
const FALSE = `'false', 'f', 'no', 'n', '0'`

/** Undefined for a type that has no form as text. */
function formOf(type: LogicalType): TextForm | undefined {
  const physical = physicalType(type)
  const matching = (pattern: string): TextForm => ({
    spelled: (text) => `${text} ~ '^(?:${pattern})$'`,
    fits: (text) => `pg_input_is_valid(${text}, '${physical}')`,
    read: (text) => `cast(${text} as ${physical})`,
  })
  switch (type.type) {
    case 'int64':
      return matching('[+-]?[0-9]{1,19}')
    case 'decimal':
      return matching(decimalPattern(type.precision, type.scale))
    case 'float64':
      return matching(FLOAT)
    case 'boolean':
      return { ...matching(''), spelled: (text) => `lower(${text}) in (${TRUE}, ${FALSE})`, fits: () => 'true' }
    case 'date':
      return matching(DATE)
    case 'time':
      return matching(TIME)
    case 'localTimestamp':
      return matching(`${DATE}(?:[T ]${TIME})?`)
    case 'timestamp': {
      const form = matching(`${DATE}[T ]${TIME}${OFFSET}`)
      // In UTC, an instant may fall out of the years 1 to 9999.
      const inYears = (text: string) => `${form.read(text)} between '0001-01-01T00:00:00Z' and '9999-12-31T23:59:59.999999Z'`
      return { ...form, fits: (text) => `case when ${form.fits(text)} then ${inYears(text)} end` }
    }
    case 'bytes':
      return {
        ...matching(BASE64),
        // The last character may hold bits that no byte has.
        fits: (text) => `replace(encode(decode(${text}, 'base64'), 'base64'), chr(10), '') = ${text}`,
        // No letter of base64, so that a text in words is none.
        read: (text) => `decode(replace(${text}, ' ', '!'), 'base64')`,
      }
    default:
      return undefined
  }
}

/** As many digits before the point as fit, after zeros; after it as many as fit, then zeros. */
function decimalPattern(precision: number, scale: number): string {
  const whole = precision > scale ? `0*[0-9]{1,${precision - scale}}` : '0+'
  return `[+-]?${whole}(?:[.]${scale > 0 ? `[0-9]{0,${scale}}0*` : '0*'})?`
}

/** The value of a text, null where it does not fit; undefined for a type that has no form as text. `case` keeps the order of evaluation. */
export function readText(text: string, type: LogicalType): string | undefined {
  const form = formOf(type)
  return form && `case when ${form.spelled(text)} then case when ${form.fits(text)} then ${form.read(text)} end end`
}

/** As `readText`, but an error where a text does not fit. */
export function demandText(text: string, type: LogicalType): string | undefined {
  const form = formOf(type)
  return form && `coalesce(${readText(text, type)}, ${form.read(`(${text} || ' is not a ${typeLabel(type)}')`)})`
}
