import { SqlError } from '@meshwright/sql'
import type { LogicalType } from '@meshwright/contracts'

/** Decimals of at most so many digits DuckDB computes in 64 bits. */
export const NARROW = 18

export interface Operand {
  readonly sql: string
  readonly type: LogicalType | undefined
}

/**
 * a ÷ b to `scale` digits, half away from zero, as decimal(38,scale); null when b is null. DuckDB divides decimals as doubles, so it is
 * done in integers here: an overflow of 38 digits is an error.
 */
export function exactQuotient(a: Operand, b: Operand, scale: number): string {
  const left = unscaled(a)
  const right = unscaled(b)
  const shift = scale - left.scale + right.scale
  const n = shift > 0 ? `(${left.sql} * ${power(shift)})` : left.sql
  const d = shift < 0 ? `(${right.sql} * ${power(-shift)})` : right.sql
  const rest = `abs(${n}) % abs(${d})`
  const size = `(abs(${n}) // abs(${d}) + case when ${rest} >= abs(${d}) - ${rest} then 1 else 0 end)`
  const integer = `cast(case when (${left.sql} < 0) <> (${right.sql} < 0) then -${size} else ${size} end as decimal(38,0))`
  // A product with a null that DuckDB knows beforehand has no type.
  return scale === 0
    ? integer
    : `cast(${integer} * cast('0.${'1'.padStart(scale, '0')}' as decimal(${scale},${scale})) as decimal(38,${scale}))`
}

/** 10^n as an integer of 128 bits. */
const power = (n: number) => `cast('1${'0'.repeat(n)}' as hugeint)`

/** The value times 10^scale, as an integer. */
function unscaled({ sql, type }: Operand): { readonly sql: string; readonly scale: number } {
  if (type?.type === 'int64' || (type?.type === 'decimal' && type.scale === 0)) return { sql: `cast(${sql} as hugeint)`, scale: 0 }
  if (type?.type !== 'decimal') {
    throw new SqlError(
      'argument-invalid',
      'an exact quotient needs to know how many digits its operands have, and here raw SQL hides it: wrap them in cast(…, types.decimal(p, s))',
    )
  }
  const { precision, scale } = type
  // A product of two decimals of at most 18 digits is one itself, so the factor is made wider.
  const digits = precision <= NARROW ? NARROW + 1 : scale + 1
  return {
    sql:
      precision + digits <= 38
        ? `cast(${sql} * cast(1${'0'.repeat(scale)} as decimal(${digits},0)) as hugeint)`
        : // Digits are counted from the point, so there must be as many as the type says.
          `cast(replace(cast(cast(${sql} as decimal(${precision},${scale})) as varchar), '.', '') as hugeint)`,
    scale,
  }
}
