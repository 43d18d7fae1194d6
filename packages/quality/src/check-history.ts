import { contract, int64, json, parseDocument, checkResultSchema, timestamp, type CheckResult, type TableName } from '@meshwright/contracts'
import { compileQuery, rowNumber, type SqlDialect, type SqlValue } from '@meshwright/sql'
import { expressionBuilder, type Expression } from 'kysely'
import * as z from 'zod'
import { QualityError } from './quality-error.ts'
import { reference } from './scan-query.ts'

/** The table of all results, one row per check and run: rows are added, never changed. */
export const checkResultContract = contract({
  name: 'check_results',
  layer: 'mart',
  description: 'One row per check and run: what was asked of a table and what was found.',
  owner: 'platform',
  key: ['run_id', 'table_name', 'check_name'],
  row: z.object({
    run_id: z.string(),
    table_name: z.string(),
    check_name: z.string(),
    kind: z.string(),
    columns: json(),
    severity: z.enum(['error', 'warn']),
    status: z.enum(['passed', 'failed', 'warned', 'error']).describe('error: it could not be computed.'),
    message: z.string().describe('In words, with numbers.'),
    rows: int64().nullable().describe('Rows looked at; null where the check is not about rows.'),
    failing: int64().nullable(),
    observed: json().describe('The metrics behind the verdict, by name.'),
    samples: json().describe('At most 20 failing rows, without classified values.'),
    proven_by: z.string().nullable().describe('Set when no scan was needed.'),
    checked_at: timestamp(),
  }),
})

/** A result as a row of `checkResultContract`, values in the order of its columns. */
export function toRecord(result: CheckResult): SqlValue[] {
  return [
    result.runId,
    result.table,
    result.name,
    result.check,
    result.columns,
    result.severity,
    result.status,
    result.message,
    result.rows === null ? null : BigInt(result.rows),
    result.failing === null ? null : BigInt(result.failing),
    result.observed,
    result.samples,
    result.provenBy ?? null,
    result.checkedAt,
  ]
}

/** The result behind a row of `lastResults` or of the whole table. Throws QualityError `record-invalid`. */
export function fromRecord(row: readonly SqlValue[]): CheckResult {
  const [runId, table, name, check, columns, severity, status, message, rows, failing, observed, samples, provenBy, checkedAt] = row
  const proof = provenBy === null || provenBy === undefined ? {} : { provenBy }
  const document = {
    document: 'check-result',
    documentVersion: 1,
    runId,
    table,
    name,
    check,
    columns,
    severity,
    status,
    message,
    rows: text(rows),
    failing: text(failing),
    observed,
    samples,
    ...proof,
    checkedAt,
  }
  try {
    return parseDocument(checkResultSchema, document, `a row of ${checkResultContract.name}`)
  } catch (error) {
    throw new QualityError('record-invalid', (error as Error).message, { cause: error })
  }
}

/**
 * A query for the latest result of every check, by table and name; its columns are those of `checkResultContract`. `latest` is by the
 * clock, or by ids of runs where those are known to grow.
 */
export function lastResults(history: TableName, dialect: SqlDialect, latest: 'checked_at' | 'run_id' = 'checked_at'): string {
  const { name, columns } = checkResultContract
  const eb = expressionBuilder<Record<string, Record<string, unknown>>, string>()
  const column = (of: string) => reference(name, of)
  const numbered = eb
    .selectFrom(name)
    .select([
      ...columns.map((one) => column(one.name).as(one.name)),
      rowNumber({
        partitionBy: [column('table_name'), column('check_name')],
        orderBy: [
          { by: column(latest), order: 'desc' },
          { by: column('run_id'), order: 'desc' },
        ],
      }).as('mw_rank'),
    ])
    .as('mw_numbered')
  const rank: Expression<bigint> = reference('mw_numbered', 'mw_rank')
  const query = eb
    .selectFrom(numbered)
    .select(columns.map((one) => reference('mw_numbered', one.name).as(one.name)))
    .where(eb(rank, '=', 1n))
    .orderBy(reference('mw_numbered', 'table_name'))
    .orderBy(reference('mw_numbered', 'check_name'))
  return compileQuery(query.toOperationNode(), { dialect, tables: [{ name, relation: name, columns, physical: history }] })
}

const text = (value: SqlValue | undefined) => (value === null || value === undefined ? null : String(value))
