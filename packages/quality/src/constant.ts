import type { LogicalType } from '@meshwright/contracts'
import { literal, type QueryType, type Result, type SqlValue } from '@meshwright/sql'
import { readDecimal } from './exact-decimal.ts'

/** A constant of a column's type from its canonical text; undefined when the text is none of that type. */
export function constantOf(type: LogicalType, text: string): Result<never> | undefined {
  switch (type.type) {
    case 'int64':
      return /^-?\d+$/.test(text) ? typed(BigInt(text), type) : undefined
    case 'float64':
      return text.trim() === '' || (Number.isNaN(Number(text)) && text !== 'NaN') ? undefined : typed(Number(text), type)
    case 'boolean':
      return text === 'true' || text === 'false' ? typed(text === 'true', type) : undefined
    case 'decimal': {
      // A bound may have more digits than its column; cast to the column's type it would be rounded.
      const number = readDecimal(text)
      if (number === undefined) return undefined
      const digits = Math.max(number.units.toString().replace('-', '').length, number.scale)
      return digits > 38 ? undefined : typed(text, { type: 'decimal', precision: digits, scale: number.scale })
    }
    case 'json':
    case 'bytes':
    case 'array':
    case 'struct':
      return undefined
    default:
      return typed(text, type)
  }
}

const typed = (value: SqlValue, logical: LogicalType) => literal(value as never, { logical } satisfies QueryType<unknown>) as Result<never>
