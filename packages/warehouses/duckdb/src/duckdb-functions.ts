import type { LogicalType } from '@meshwright/contracts'
import { castType, isNarrow, type PortableFunction, type Spelling } from '@meshwright/sql'
import { exactQuotient, NARROW } from './exact-quotient.ts'
import { castTo, tryCastTo } from './cast-sql.ts'
import { textLiteral } from './literal.ts'
import { physicalTypeOf } from './physical-type.ts'
import { re2Pattern } from './rule-sql.ts'

const call =
  (name: string): Spelling =>
  (args) =>
    `${name}(${args.join(', ')})`

/** A timestamp as UTC's clock shows it; anything else as it is written. */
const onClock = (value: string, type: LogicalType | undefined) => (type?.type === 'timestamp' ? `(${value} at time zone 'UTC')` : value)

const part =
  (name: string): Spelling =>
  ([value = ''], { arguments: [type] }) =>
    `${name}(${onClock(value, type)})`

/** The result in its documented type, where that is known. */
const typed = (sql: string, type: LogicalType | undefined) => (type === undefined ? sql : `cast(${sql} as ${physicalTypeOf(type)})`)

// Two decimals of at most NARROW digits give one of at most NARROW, whatever it should be: one operand is made wider first.
const arithmetic =
  (operator: string): Spelling =>
  ([a = '', b = ''], { arguments: [left, right], result }) => {
    if (result?.type !== 'decimal') return `(${a}${operator}${b})`
    const wide = result.precision > NARROW && left?.type === 'decimal' && right?.type === 'decimal' && left.precision <= NARROW
    return typed(`(${wide ? `cast(${a} as decimal(${NARROW + 1},${left.scale}))` : a}${operator}${b})`, result)
  }

/** How DuckDB spells the portable functions; what each means stands with its builder in @meshwright/sql. */
export const duckdbFunctions: Readonly<Record<PortableFunction, Spelling>> = {
  year: part('year'),
  quarter: part('quarter'),
  month: part('month'),
  day: part('day'),
  dayOfWeek: part('isodow'),
  truncateDate: ([unit, value = ''], { arguments: [, type] }) => `cast(date_trunc(${unit}, ${onClock(value, type)}) as date)`,
  truncateTime: ([unit, value]) => `date_trunc(${unit}, ${value})`,
  toDate: ([value = ''], { arguments: [type] }) => `cast(${onClock(value, type)} as date)`,
  addDays: ([value, days]) => `(${value} + cast(${days} as integer))`,
  addMonths: ([value, months]) => `cast(${value} + to_months(cast(${months} as integer)) as date)`,
  daysBetween: ([from, to]) => `date_diff('day', ${from}, ${to})`,

  // An addition notices what the sum itself lets pass: 39 digits.
  sum: ([value], { arguments: [type] }) =>
    type?.type === 'int64' ? `cast(sum(${value}) as decimal(38,0))` : type?.type === 'decimal' ? `(sum(${value}) + 0)` : `sum(${value})`,
  avg: ([value = '', scale], { arguments: [type] }) =>
    exactQuotient({ sql: `sum(${value})`, type: sumType(type) }, { sql: `count(${value})`, type: { type: 'int64' } }, Number(scale)),
  min: call('min'),
  max: call('max'),
  count: call('count'),
  countAll: () => 'count(*)',
  countDistinct: ([value]) => `count(distinct ${value})`,
  countIf: ([condition]) => `cast(coalesce(count_if(${condition}), 0) as bigint)`,
  stringAgg: ([value, separator, order]) => `string_agg(${value}, ${separator} order by ${order})`,

  lower: call('lower'),
  // Unicode's simple mapping has no capital ß, DuckDB has: it waits as a character that no text uses.
  upper: ([value]) => `replace(upper(replace(${value}, 'ß', chr(983040))), chr(983040), 'ß')`,
  trim: ([value]) => `trim(${value}, ' ')`,
  concat: (args) => `(${args.join(' || ')})`,
  length: call('length'),
  substring: call('substring'),
  replace: call('replace'),
  // One with a NUL is no single literal.
  matches: ([value, pattern = "''"]) =>
    `regexp_matches(${value}, ${pattern.startsWith("'") ? textLiteral(re2Pattern(unquoted(pattern))) : pattern})`,
  hash: call('md5'),

  add: arithmetic(' + '),
  subtract: arithmetic(' - '),
  multiply: arithmetic(' * '),
  divide: ([a = '', b = '', scale], { arguments: [typeA, typeB] }) =>
    exactQuotient({ sql: a, type: typeA }, { sql: `nullif(${b}, 0)`, type: typeB }, Number(scale)),
  ratio: ([a, b]) => `(cast(${a} as double) / nullif(cast(${b} as double), 0))`,
  round: ([value, scale]) => `cast(${value} as decimal(38,${scale}))`,
  abs: call('abs'),

  // By itself DuckDB drops digits after the point when 38 are not enough for all.
  coalesce: (args, { arguments: given, result }) => {
    const held = (arg: string, index: number) => {
      const type = given[index]
      return type && result?.type === 'decimal' && isNarrow(given) ? typed(arg, result) : arg
    }
    return `coalesce(${args.map(held).join(', ')})`
  },
  nullIf: call('nullif'),
  // Not IN, unless digits would be dropped: a column with a dictionary is looked at once per entry, twenty times as fast.
  oneOf: ([value, ...values], { arguments: given }) =>
    isNarrow(given) ? `(${value} in (${values.join(', ')}))` : `list_contains([${values.join(', ')}], ${value})`,
  cast: ([value = '', option = ''], { arguments: [from], result }) => castTo(value, from, result ?? castOption(option)),
  tryCast: ([value = '', option = ''], { result }) => tryCastTo(value, result ?? castOption(option)),

  inOrder: ([value = 'null']) => value,
  rowNumber: () => 'row_number()',
  rank: () => 'rank()',
  denseRank: () => 'dense_rank()',
}

function sumType(type: LogicalType | undefined): LogicalType | undefined {
  if (type?.type === 'int64') return { type: 'decimal', precision: 38, scale: 0 }
  return type?.type === 'decimal' ? { type: 'decimal', precision: 38, scale: type.scale } : type
}

/** The type of a cast as its argument spells it: a text literal. */
function castOption(literal: string): LogicalType {
  return castType(unquoted(literal))
}

const unquoted = (literal: string) => literal.slice(1, -1).replaceAll("''", "'")
