import {
  canonicalJson,
  columnOf,
  didYouMean,
  typeLabel,
  type CheckSpec,
  type ContractDocument,
  type JsonValue,
  type TableName,
} from '@meshwright/contracts'
import type { SqlDialect } from '@meshwright/sql'
import type { Expression } from 'kysely'
import type { AnyCheckKind, Check, CheckScope, Metric } from './check-kind.ts'
import { CHECK_KINDS } from './check-kinds.ts'
import { distinct } from './checks.ts'
import { constantOf } from './constant.ts'
import { contractChecks } from './contract-checks.ts'
import { expressionFromJson } from './expression-tree.ts'
import { QualityError } from './quality-error.ts'
import { reference, ScanQueries, type ScanSource } from './scan-query.ts'

/** Where the checks of one table run. */
export interface CheckPlace {
  /** The table as it is, or as it would be after publication. */
  readonly table: { readonly contract: ContractDocument; readonly name: TableName }
  /** Where another relation is. */
  resolve(relation: string): TableName
  readonly dialect: SqlDialect
  /** Kinds besides those of this package. */
  readonly kinds?: readonly AnyCheckKind[]
  /** What is known without looking. */
  readonly proven?: Proof
  /** Longest statement, in UTF-8 bytes. Default 200,000: ClickHouse takes 256 KiB. */
  readonly maxStatementBytes?: number
}

/** Every row of the table was tested against its contract (types, not null, rules) before it came in. */
export interface Proof {
  /** By what, for the result: `load`. */
  readonly by: string
  readonly rules: boolean
  /** No two rows share the contract's key: duplicates were dropped or refused. */
  readonly key?: boolean
  /** How many rows were tested, when it is known. */
  readonly rows?: number | bigint
}

/** What will be asked, and for whom. Made without touching a warehouse. */
export interface CheckPlan {
  readonly table: string
  readonly place: CheckPlace
  readonly scans: readonly Scan[]
  /** In the order of the specs. */
  readonly checks: readonly PlannedCheck[]
  /** @internal */
  readonly queries: ScanQueries
}

export interface Scan {
  /** For people: `orders`, `orders grouped by order_id`. */
  readonly over: string
  readonly sql: string
  /** One value each, in the order of the statement's columns. */
  readonly values: readonly ScanValue[]
}

export interface ScanValue {
  /** The checks that it feeds, and what each calls it. */
  readonly feeds: readonly { readonly check: string; readonly metric: string }[]
}

export interface PlannedCheck extends Check {
  readonly kind: AnyCheckKind
  readonly scope: CheckScope
  readonly where: JsonValue
  /** Where each metric comes from; empty for a check that is proven. */
  readonly metrics: Readonly<Record<string, { readonly scan: number; readonly value: number }>>
  readonly provenBy?: string
  /** A check that, should it find no failing row, makes a scan for this one needless. */
  readonly impliedBy?: string
}

/** One value to compute, before it has a place in a statement. */
interface Wanted {
  readonly value: Expression<unknown>
  readonly bytes: number
  readonly feeds: { check: string; metric: string }[]
}

const DEFAULT_STATEMENT_BYTES = 200_000
// The rest of a statement: names of tables, joins and the filter are short beside its values.
const STATEMENT_FRAME_BYTES = 2_000

/**
 * Plans the checks of one table into as few statements as possible: one over its rows per row filter, one per set of grouped columns,
 * one per other relation, each metric once. Pure. Throws QualityError with every problem: a kind that nobody declared, columns that are not there, parameters that
 * do not fit.
 */
export function planChecks(specs: readonly CheckSpec[], place: CheckPlace): CheckPlan {
  const { contract, name } = place.table
  const queries = new ScanQueries(contract, name, place.dialect, place.resolve)
  const checks = readSpecs(distinct(contract.name, specs), place)
  const proven = provenBy(place)
  const scope = scopeOf(contract, queries)
  const sources = new Map<string, { source: ScanSource; wanted: Map<string, Wanted> }>()

  const problems: string[] = []

  for (const { kind, where, ...check } of checks) {
    if (proven(kind, check.spec)) continue
    for (const [metric, definition] of Object.entries(attempted(() => kind.metrics(check, scope), problems))) {
      const { source, value } = placeMetric(definition, where, queries)
      const id = canonicalJson(source)
      const group = sources.get(id) ?? { source, wanted: new Map<string, Wanted>() }
      sources.set(id, group)
      const sql = queries.compile(value)
      const feed = { check: check.spec.name, metric }
      const known = group.wanted.get(sql)
      if (known) known.feeds.push(feed)
      else group.wanted.set(sql, { value, bytes: Buffer.byteLength(sql) + 12, feeds: [feed] })
    }
  }

  if (problems.length) throw new QualityError('check-invalid', problems.join('\n'), { problems })

  const scans = [...sources.values()].flatMap(({ source, wanted }) =>
    split([...wanted.values()], (place.maxStatementBytes ?? DEFAULT_STATEMENT_BYTES) - STATEMENT_FRAME_BYTES).map((part) => ({
      over: labelOf(source, contract.name),
      sql: queries.scan(
        source,
        part.map((one) => one.value),
      ),
      values: part.map(({ feeds }) => ({ feeds })),
    })),
  )
  const places = metricPlaces(scans)
  const implied = impliedBy(checks)
  return {
    table: contract.name,
    place,
    scans,
    queries,
    checks: checks.map((check) => ({
      ...check,
      scope,
      metrics: places.get(check.spec.name) ?? {},
      ...(proven(check.kind, check.spec) ? { provenBy: place.proven?.by ?? '' } : {}),
      ...implied(check),
    })),
  }
}

/** A problem of one check is kept, so that those of all come together. */
function attempted(make: () => Readonly<Record<string, Metric>>, problems: string[]): Readonly<Record<string, Metric>> {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof QualityError)) throw error
    problems.push(...error.problems)
    return {}
  }
}

function readSpecs(specs: readonly CheckSpec[], { table: { contract }, kinds = [] }: CheckPlace): ReadCheck[] {
  const known = new Map<string, AnyCheckKind>()
  for (const kind of [...CHECK_KINDS, ...kinds]) {
    if (known.has(kind.name))
      throw new QualityError('check-duplicate', `two kinds of checks are called "${kind.name}": give yours another name`)
    known.set(kind.name, kind)
  }
  const unknown: string[] = []
  const invalid: string[] = []
  const checks = specs.flatMap((spec) => {
    const kind = known.get(spec.check)
    const place = `${contract.name}.${spec.name}`
    if (kind === undefined) {
      unknown.push(
        `${place}: there is no kind of check "${spec.check}"${didYouMean(spec.check, known.keys(), `the kinds are ${[...known.keys()].join(', ')}, and those that are given as kinds`)}`,
      )
      return []
    }
    const names = contract.columns.map((column) => column.name)
    invalid.push(
      ...spec.columns
        .filter((column) => !names.includes(column))
        .map((column) => `${place}: ${contract.name} has no column "${column}"${didYouMean(column, names)}`),
    )
    const params = kind.params.safeParse(spec.params)
    if (!params.success) {
      invalid.push(
        ...params.error.issues.map((issue) => `${place}: params${issue.path.map((step) => `.${String(step)}`).join('')}: ${issue.message}`),
      )
      return []
    }
    return [{ spec, kind, contract, params: params.data as unknown, where: whereOf(spec.params) }]
  })
  if (unknown.length) throw new QualityError('check-unknown', [...unknown, ...invalid].join('\n'), { problems: [...unknown, ...invalid] })
  if (invalid.length) throw new QualityError('check-invalid', invalid.join('\n'), { problems: invalid })
  return checks
}

function whereOf(params: JsonValue): JsonValue {
  return typeof params === 'object' && params !== null && 'where' in params ? (params.where ?? null) : null
}

const idOf = ({ check, columns, params }: CheckSpec) => canonicalJson([check, columns, params])

/** Says of a check whether the proof covers it: it must be one that the contract makes by itself. */
function provenBy({ proven, table: { contract } }: CheckPlace): (kind: AnyCheckKind, spec: CheckSpec) => boolean {
  if (!proven?.rules && !proven?.key) return () => false
  const promised = contractChecks(contract)
  const rows = new Set(promised.filter((spec) => spec.check !== 'unique').map(idOf))
  const keys = new Set(promised.filter((spec) => spec.check === 'unique').map(idOf))
  return (kind, spec) => (kind.testsRows ? proven.rules && rows.has(idOf(spec)) : proven.key === true && keys.has(idOf(spec)))
}

type ReadCheck = Check & { kind: AnyCheckKind; where: JsonValue }

/** Rows that differ in some columns differ in these and more. */
function impliedBy(checks: readonly ReadCheck[]): (check: ReadCheck) => { impliedBy?: string } {
  const apart = checks.flatMap((check) => {
    const columns = check.kind.tellsApart?.(check)
    return columns === undefined || columns.length === 0
      ? []
      : [{ name: check.spec.name, where: canonicalJson(check.where), columns: new Set(columns) }]
  })
  return (check) => {
    const columns = new Set(check.kind.tellsApart?.(check))
    const where = canonicalJson(check.where)
    const by = apart.find(
      (other) =>
        other.columns.size < columns.size &&
        [...other.columns].every((column) => columns.has(column)) &&
        (other.where === where || other.where === 'null'),
    )
    return by === undefined ? {} : { impliedBy: by.name }
  }
}

function scopeOf(contract: ContractDocument, queries: ScanQueries): CheckScope {
  return {
    column: queries.column,
    constant(name, text) {
      const type = columnOf(contract, name)?.type
      const value = type === undefined ? undefined : constantOf(type, text)
      if (value === undefined)
        throw new QualityError(
          'check-invalid',
          `${contract.name}.${name}: ${JSON.stringify(text)} is no ${type === undefined ? 'value' : typeLabel(type)} that SQL could compare with`,
        )
      return value
    },
    expression: expressionFromJson,
    unmatched: (column, relation, toColumn) => queries.unmatched(column, relation, toColumn),
  }
}

function placeMetric(metric: Metric, where: JsonValue, queries: ScanQueries): { source: ScanSource; value: Expression<unknown> } {
  switch (metric.over) {
    case 'rows':
      return { source: { over: 'rows', where }, value: metric.value }
    case 'groups':
      return { source: { over: 'groups', keys: metric.keys.toSorted(), where }, value: metric.value(queries.groupSize()) }
    case 'relation':
      queries.relation(metric.relation, metric.columns)
      return {
        source: { over: 'relation', relation: metric.relation },
        value: metric.value((column) => reference(metric.relation, column)),
      }
  }
}

function labelOf(source: ScanSource, table: string): string {
  if (source.over === 'relation') return source.relation
  const filtered = source.where === null ? '' : ', some rows'
  return source.over === 'rows' ? table + filtered : `${table} grouped by ${source.keys.join(', ')}${filtered}`
}

/** Fills statements one after another, none longer than the limit unless a single value is. */
function split(wanted: readonly Wanted[], limit: number): Wanted[][] {
  const parts: Wanted[][] = []
  let room = 0
  for (const one of wanted) {
    const last = parts.at(-1)
    if (last === undefined || one.bytes > room) {
      parts.push([one])
      room = limit - one.bytes
    } else {
      last.push(one)
      room -= one.bytes
    }
  }
  return parts
}

function metricPlaces(scans: readonly Scan[]): Map<string, PlannedCheck['metrics']> {
  const places = new Map<string, Record<string, { scan: number; value: number }>>()
  scans.forEach(({ values }, scan) =>
    values.forEach(({ feeds }, value) => {
      for (const { check, metric } of feeds) {
        const own = places.get(check) ?? {}
        places.set(check, own)
        own[metric] = { scan, value }
      }
    }),
  )
  return places
}
