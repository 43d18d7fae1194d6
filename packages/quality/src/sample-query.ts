import { columnOf, type ContractDocument, type LogicalType } from '@meshwright/contracts'
import { SHOWN_ROWS } from '@meshwright/sql'
import { expressionBuilder, type Expression, type SqlBool } from 'kysely'
import type { CheckPlan, PlannedCheck } from './plan-checks.ts'
import { reference, type Query } from './scan-query.ts'

/** How the failing rows of a check are read. */
export interface SampleQuery {
  readonly sql: string
  /** The columns of the sample, in the order of the statement; `hidden` are shown without being read. */
  readonly columns: readonly { readonly name: string; readonly type: LogicalType }[]
  readonly hidden: readonly string[]
}

const COPIES = 'copies'
const UNORDERED = new Set<LogicalType['type']>(['json', 'bytes', 'array', 'struct'])

/**
 * The query for at most 20 failing rows: key columns and the check's own, in the order of the key. Classified columns are not
 * selected. Undefined when the check has no rows to show, or nothing but classified ones.
 */
export function sampleQuery({ place, queries }: CheckPlan, check: PlannedCheck): SampleQuery | undefined {
  const { contract } = place.table
  const rows = check.kind.samples?.(check, check.scope)
  if (rows === undefined) return undefined
  const wanted = [...new Set([...contract.key, ...check.spec.columns])]
  const hidden = wanted.filter((name) => columnOf(contract, name)?.classification !== undefined)
  const shown = wanted.filter((name) => !hidden.includes(name))
  if (shown.length === 0) return undefined
  const columns = shown.map((name) => ({ name, type: columnOf(contract, name)?.type ?? ({ type: 'string' } as const) }))

  if (rows.rows === 'where') {
    const failing = queries.rows(check.where, [rows.condition]).where(rows.condition as Expression<SqlBool>)
    return { sql: queries.compile(limited(failing, shown, orderable(contract, shown), queries.column)), columns, hidden }
  }
  const eb = expressionBuilder<Record<string, Record<string, unknown>>, string>()
  const groups = queries.shared(rows.columns, check.where)
  if (wanted.every((name) => rows.columns.includes(name))) {
    // The key itself is shared: twenty equal rows would say less than how often each value occurs.
    const query = eb.selectFrom(groups.as('mw_groups')).select(reference('mw_groups', 'mw_size').as(COPIES)) as unknown as Query
    return {
      sql: queries.compile(limited(query, shown, orderable(contract, shown), (name) => reference('mw_groups', name))),
      columns: [{ name: COPIES, type: { type: 'int64' } }, ...columns],
      hidden,
    }
  }
  // Under names of their own: a condition of the check names the columns of the table without saying of which.
  const keys = eb
    .selectFrom(groups.as('mw_groups'))
    .select(rows.columns.map((name, index) => reference('mw_groups', name).as(keyName(index))))
  const joined = queries
    .rows(check.where)
    .innerJoin(keys.as('mw_shared'), (join) =>
      rows.columns.reduce((on, name, index) => on.on(eb(queries.column(name), '=', reference('mw_shared', keyName(index)))), join),
    ) as unknown as Query
  return { sql: queries.compile(limited(joined, shown, orderable(contract, [...rows.columns, ...shown]), queries.column)), columns, hidden }
}

const keyName = (index: number) => `mw_key${index + 1}`

function limited(
  query: Query,
  shown: readonly string[],
  order: readonly string[],
  column: (name: string) => ReturnType<typeof reference>,
): Query {
  let ordered = query.select(shown.map((name) => column(name).as(name)))
  for (const name of order) ordered = ordered.orderBy(column(name))
  return ordered.limit(SHOWN_ROWS) as unknown as Query
}

function orderable(contract: ContractDocument, names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => !UNORDERED.has(columnOf(contract, name)?.type.type ?? 'json'))
}
