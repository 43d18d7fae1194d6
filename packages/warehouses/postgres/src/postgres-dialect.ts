import type { LogicalType } from '@meshwright/contracts'
import { quotedIdentifier, type SqlDialect, type SqlValue } from '@meshwright/sql'
import { FUNCTIONS } from './functions.ts'
import { logicalType, physicalType } from './physical-types.ts'
import { valueWriter } from './value-text.ts'

const MAX_IDENTIFIER_BYTES = 63
const MIN_INT64 = -9223372036854775808n

export const postgresDialect: SqlDialect = {
  name: 'postgres',
  maxIdentifierBytes: MAX_IDENTIFIER_BYTES,
  identifier: (name) => quotedIdentifier(name, { quote: '"', maxBytes: MAX_IDENTIFIER_BYTES }),
  physicalType,
  logicalType,
  literal,
  functions: FUNCTIONS,
}

/** With standard_conforming_strings, which every session sets, only the quote is special. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

function literal(value: SqlValue, type: LogicalType): string {
  // A text keeps Postgres' unknown type, so that it can be compared with a date; and so does a null of unknown type.
  if (type.type === 'string') return value === null ? 'null' : quoted(value as string)
  if (value === null) return `cast(null as ${physicalType(type)})`
  if (type.type === 'boolean') return value === true ? 'true' : 'false'
  if (type.type === 'int64') {
    const number = BigInt(value as bigint | number)
    if (number >= 0n) return String(number)
    return number === MIN_INT64 ? `cast('${number}' as bigint)` : `(${number})`
  }
  return `cast(${quoted(valueWriter(type)(value) ?? '')} as ${physicalType(type)})`
}
