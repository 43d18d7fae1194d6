import type { AnyContract, CheckSpec, Contract, ContractDocument, JsonValue, Severity } from '@meshwright/contracts'
import { columnOf } from '@meshwright/contracts'
import { readQuery, type FlavourOf } from '@meshwright/sql'
import { expressionBuilder, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import { treeToJson } from './expression-tree.ts'
import { QualityError } from './quality-error.ts'

/** The checks of one table, as documents. `specs` is made when first read, so that two files may refer to each other's contracts. */
export interface TableChecks {
  readonly table: string
  readonly specs: readonly CheckSpec[]
}

export interface CheckOptions {
  /** Unique in its table and stable, as history hangs on it. Default: made from the columns and the kind. */
  readonly name?: string
  /** `error` (the default) blocks publication, `warn` is recorded. */
  readonly severity?: Severity
  readonly description?: string
}

/** Options of a check on rows. */
export interface RowCheckOptions<Name extends string, Row> extends CheckOptions {
  /** Looks only at rows for which this is true. */
  readonly where?: RowCondition<Name, Row>
}

export interface ShareOptions<Name extends string, Row> extends RowCheckOptions<Name, Row> {
  /** The share of rows, 0 to 1, that must pass: (with a value − failing) / with a value. Default 1. */
  readonly mostly?: number
}

/** A condition over the columns of a row, in Kysely's expressions and the portable functions of @meshwright/sql. */
export type RowCondition<Name extends string, Row> = (row: ExpressionBuilder<{ [K in Name]: Row }, Name>) => Expression<SqlBool | null>

export type ColumnName<Row> = keyof Row & string
type ColumnOf<Row, Flavours> = { [K in keyof Row]: FlavourOf<NonNullable<Row[K]>> extends Flavours ? K : never }[keyof Row] & string
export type NumberColumn<Row> = ColumnOf<Row, 'int64' | 'decimal' | 'float64' | 'bigint' | 'number'>
export type InstantColumn<Row> = ColumnOf<Row, 'timestamp' | 'date'>

/** A check that is not looked at until its table's `specs` are read. */
export type CheckDraft = () => CheckSpec

export interface CheckBuilder<Name extends string, Row> {
  /** The condition holds in every row. Where it is null the row passes, as in SQL's CHECK. */
  satisfies(name: string, condition: RowCondition<Name, Row>, options?: Omit<ShareOptions<Name, Row>, 'name'>): CheckDraft
  /** Every row has a value; the empty text is one. `mostly` is a share of all rows. */
  notNull(column: ColumnName<Row>, options?: ShareOptions<Name, Row>): CheckDraft
  /** No two rows share these columns; a row with a null in one of them equals no other. */
  unique(columns: readonly ColumnName<Row>[], options?: ShareOptions<Name, Row>): CheckDraft
  /** Every value is one of these; nulls pass. */
  acceptedValues<K extends ColumnName<Row>>(
    column: K,
    values: readonly NonNullable<Row[K]>[],
    options?: ShareOptions<Name, Row>,
  ): CheckDraft
  /** The table has so many rows, bounds included. */
  rowCount(limits: RowLimits, options?: RowCheckOptions<Name, Row>): CheckDraft
  /** The table has as many rows as another. */
  sameRowCount(other: () => AnyContract, options?: RowCheckOptions<Name, Row>): CheckDraft
  /** A column sums up to what a column of another table does. `within` is the largest difference that passes, as text; default 0. Nulls add nothing. */
  sameSum<Other>(
    column: NumberColumn<Row>,
    other: () => Contract<string, Other>,
    otherColumn: NumberColumn<NoInfer<Other>>,
    options?: RowCheckOptions<Name, Row> & { readonly within?: string },
  ): CheckDraft
  /** The youngest value is at most so old when the check runs, in UTC; a date counts from its midnight. No value fails. */
  freshness(column: InstantColumn<Row>, limit: { readonly maxAge: Age }, options?: RowCheckOptions<Name, Row>): CheckDraft
  /** The smallest value lies between two bounds, both inclusive: unlike a rule `min`, it says that such a value is there. No value fails. */
  minBetween<K extends ColumnName<Row>>(column: K, bounds: Bounds<NonNullable<Row[K]>>, options?: RowCheckOptions<Name, Row>): CheckDraft
  /** The largest value lies between two bounds, both inclusive. No value fails. */
  maxBetween<K extends ColumnName<Row>>(column: K, bounds: Bounds<NonNullable<Row[K]>>, options?: RowCheckOptions<Name, Row>): CheckDraft
  /** The mean lies between two bounds, both inclusive, compared exactly (but for float64). Nulls are left out; no value fails. */
  meanBetween(column: NumberColumn<Row>, bounds: Bounds<NumberBound>, options?: RowCheckOptions<Name, Row>): CheckDraft
  /** The sum lies between two bounds, both inclusive, compared exactly (but for float64). Nulls add nothing; no rows sum up to 0. */
  sumBetween(column: NumberColumn<Row>, bounds: Bounds<NumberBound>, options?: RowCheckOptions<Name, Row>): CheckDraft
  /** So many different values there are, bounds included. Nulls are left out. */
  distinctCount(column: ColumnName<Row>, limits: Bounds<number | bigint>, options?: RowCheckOptions<Name, Row>): CheckDraft
}

/** Both inclusive; one of them is enough. */
export interface Bounds<T> {
  readonly min?: T
  readonly max?: T
}

/** A number, exact as bigint or as text: `'49000.50'`. */
export type NumberBound = number | bigint | string

export interface RowLimits {
  readonly min?: number | bigint
  readonly max?: number | bigint
  readonly equals?: number | bigint
}

export type Age = { readonly days: number } | { readonly hours: number } | { readonly minutes: number }

/**
 * What a contract cannot say about its table. Throws QualityError for an expression that does not fit the columns, at once, and
 * for two checks of one name when `specs` is read.
 */
export function checks<const Name extends string, Row>(
  contract: Contract<Name, Row>,
  define: (check: CheckBuilder<Name, Row>) => readonly CheckDraft[],
): TableChecks {
  const drafts = define(builderOf(contract))
  let specs: readonly CheckSpec[] | undefined
  return {
    table: contract.name,
    get specs() {
      return (specs ??= distinct(
        contract.name,
        drafts.map((draft) => draft()),
      ))
    },
  }
}

/** Throws `check-duplicate` when two checks have one name. */
export function distinct(table: string, specs: readonly CheckSpec[]): readonly CheckSpec[] {
  const names = specs.map((spec) => spec.name)
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  if (twice.length === 0) return specs
  const problems = twice.map((name) => `${table}: two checks are called "${name}": give one of them another name`)
  throw new QualityError('check-duplicate', problems.join('\n'), { problems })
}

function builderOf<Name extends string, Row>(contract: Contract<Name, Row>): CheckBuilder<Name, Row> {
  const condition = (place: string, make: RowCondition<Name, Row>) => readCondition(contract, place, make as RowCondition<string, never>)
  const common = (name: string, options: ShareOptions<Name, Row>) => ({
    ...(options.where === undefined ? {} : { where: condition(`${name}, where`, options.where).tree }),
    ...(options.mostly === undefined ? {} : { mostly: String(options.mostly) }),
  })
  const spec = (
    kind: string,
    name: string,
    columns: readonly string[],
    description: string,
    options: ShareOptions<Name, Row>,
    params: { readonly [name: string]: JsonValue },
    reads: readonly string[] = [],
  ): CheckSpec => ({
    name: options.name ?? name,
    check: kind,
    columns,
    severity: options.severity ?? 'error',
    description: options.description ?? description,
    params: { ...params, ...common(options.name ?? name, options) },
    reads: reads.filter((relation) => relation !== contract.name),
  })

  const bounded = (
    kind: string,
    column: string,
    suffix: string,
    what: string,
    limits: Bounds<unknown>,
    options: RowCheckOptions<Name, Row>,
  ) => now(spec(kind, `${column}_${suffix}`, [column], `${what} is ${boundsInWords(limits)}`, options, limitsAsText(limits)))

  return {
    satisfies(name, make, options = {}) {
      const { tree, columns } = condition(name, make)
      return now(spec('satisfies', name, columns, name.replaceAll('_', ' '), options, { expression: tree }))
    },
    notNull: (column, options = {}) => now(spec('notNull', `${column}_not_null`, [column], `every row has ${column}`, options, {})),
    unique: (columns, options = {}) =>
      now(spec('unique', `${columns.join('_')}_unique`, columns, `no two rows share ${columns.join(', ')}`, options, {})),
    acceptedValues: (column, values, options = {}) =>
      now(
        spec('acceptedValues', `${column}_accepted_values`, [column], `${column}: one of ${values.map(String).join(', ')}`, options, {
          values: values.map(String),
        }),
      ),
    rowCount: (limits, options = {}) => now(spec('rowCount', 'row_count', [], limitsInWords(limits), options, limitsAsText(limits))),
    sameRowCount:
      (other, options = {}) =>
      () => {
        const to = other().name
        return spec('sameRowCount', `same_row_count_as_${to}`, [], `as many rows as ${to}`, options, { to }, [to])
      },
    sameSum:
      (column, other, otherColumn, options = {}) =>
      () => {
        const to: ContractDocument = other()
        const toColumn = columnOf(to, otherColumn)
        if (toColumn === undefined)
          throw new QualityError('check-invalid', `${contract.name}: sameSum(${column}): ${to.name} has no column "${otherColumn}"`)
        const params = {
          to: to.name,
          toColumn: {
            name: toColumn.name,
            type: toColumn.type as unknown as JsonValue,
            nullable: toColumn.nullable,
            rules: [],
            ...(toColumn.classification === undefined ? {} : { classification: toColumn.classification }),
          },
          ...(options.within === undefined ? {} : { within: options.within }),
        }
        return spec(
          'sameSum',
          `${column}_same_sum_as_${to.name}_${otherColumn}`,
          [column],
          `${column} sums up to ${to.name}.${otherColumn}`,
          options,
          params,
          [to.name],
        )
      },
    freshness: (column, { maxAge }, options = {}) =>
      now(
        spec('freshness', `${column}_freshness`, [column], `the latest ${column} is at most ${ageInWords(maxAge)} old`, options, {
          maxAgeSeconds: secondsOf(maxAge),
        }),
      ),
    minBetween: (column, limits, options = {}) => bounded('minBetween', column, 'min_between', `the smallest ${column}`, limits, options),
    maxBetween: (column, limits, options = {}) => bounded('maxBetween', column, 'max_between', `the largest ${column}`, limits, options),
    meanBetween: (column, limits, options = {}) => bounded('meanBetween', column, 'mean_between', `the mean of ${column}`, limits, options),
    sumBetween: (column, limits, options = {}) => bounded('sumBetween', column, 'sum_between', `the sum of ${column}`, limits, options),
    distinctCount: (column, limits, options = {}) =>
      bounded('distinctCount', column, 'distinct_count', `the number of different ${column}`, limits, options),
  }
}

/** Builds a condition and reads it back: its tree, and the columns it looks at. Throws when they are not the contract's. */
function readCondition(
  contract: ContractDocument,
  place: string,
  make: RowCondition<string, never>,
): { tree: JsonValue; columns: string[] } {
  const node = make(expressionBuilder() as unknown as ExpressionBuilder<Record<string, never>, string>).toOperationNode()
  const reading = readQuery(node, [{ name: contract.name, relation: contract.name, columns: contract.columns }])
  if (reading.problems.length) {
    const problems = reading.problems.map((problem) => `${contract.name}: ${place}: ${problem}`)
    throw new QualityError('check-invalid', problems.join('\n'), { problems })
  }
  const sources = [...Object.values(reading.lineage.columns).flat(), ...reading.lineage.indirect]
  return { tree: treeToJson(node), columns: [...new Set(sources.map((source) => source.column))] }
}

const limitsAsText = (limits: object) =>
  Object.fromEntries(Object.entries(limits).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))
const limitsInWords = ({ equals, ...bounds }: RowLimits) =>
  [...(equals === undefined ? [] : [`exactly ${equals}`]), boundsInWords(bounds)].filter((part) => part !== '').join(' and ') + ' rows'
const boundsInWords = ({ min, max }: Bounds<unknown>): string =>
  [...(min === undefined ? [] : [`at least ${String(min)}`]), ...(max === undefined ? [] : [`at most ${String(max)}`])].join(' and ')

const secondsOf = (age: Age): number => ('days' in age ? age.days * 86_400 : 'hours' in age ? age.hours * 3_600 : age.minutes * 60)
const ageInWords = (age: Age): string =>
  'days' in age ? `${age.days} days` : 'hours' in age ? `${age.hours} hours` : `${age.minutes} minutes`

const now =
  (made: CheckSpec): CheckDraft =>
  () =>
    made
