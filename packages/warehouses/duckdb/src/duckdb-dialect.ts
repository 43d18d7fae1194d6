import { quotedIdentifier, type SqlDialect } from '@meshwright/sql'
import { duckdbFunctions } from './duckdb-functions.ts'
import { duckdbLiteral } from './literal.ts'
import { logicalTypeOf, parsePhysicalType, physicalTypeOf } from './physical-type.ts'

// DuckDB has no limit of its own; this one keeps a mistake from becoming a name.
const MAX_IDENTIFIER_BYTES = 4096

/** DuckDB's SQL. */
export const duckdbDialect: SqlDialect = {
  name: 'duckdb',
  maxIdentifierBytes: MAX_IDENTIFIER_BYTES,
  identifier: (name) => quotedIdentifier(name, { quote: '"', maxBytes: MAX_IDENTIFIER_BYTES }),
  physicalType: physicalTypeOf,
  logicalType: (physical) => logicalTypeOf(parsePhysicalType(physical)),
  literal: duckdbLiteral,
  functions: duckdbFunctions,
}
