import { countAll, countIf, orZero, sum } from '@meshwright/sql'
import { expressionBuilder } from 'kysely'
import * as z from 'zod'
import type { CheckKind } from '../check-kind.ts'
import { rowsOf, someRows } from '../wording.ts'

/**
 * No two rows share the values of `columns`. Every copy fails: of [1, 1, 1, 2, null, null] three rows. `duplicateRows` is the
 * surplus, the rows that would have to go (2). A row with a null in one of the columns equals no other and passes.
 */
export const unique: CheckKind<{ readonly where?: unknown }> = {
  name: 'unique',
  params: z.object({ where: z.json().exactOptional() }),
  testsRows: false,
  metrics: ({ spec }) => ({
    rows: { over: 'rows', value: countAll() },
    keyed: { over: 'groups', keys: spec.columns, value: (size) => orZero(sum(size)) },
    groups: { over: 'groups', keys: spec.columns, value: () => countAll() },
    single: { over: 'groups', keys: spec.columns, value: (size) => countIf(expressionBuilder()(size, '=', 1n)) },
  }),
  verdict({ spec }, metrics) {
    const rows = metrics.count('rows')
    const failing = metrics.count('keyed') - metrics.count('single')
    const what = spec.columns.join(', ')
    return {
      passed: failing === 0n,
      message: failing === 0n ? `${rowsOf(rows)}, no two share ${what}` : someRows(failing, rows, { one: `shares its ${what} with another`, many: `share their ${what} with another` }),
      rows,
      failing,
      observed: {
        rows: rows.toString(),
        unexpected: failing.toString(),
        duplicateRows: (metrics.count('keyed') - metrics.count('groups')).toString(),
        duplicateGroups: (metrics.count('groups') - metrics.count('single')).toString(),
      },
    }
  },
  samples: ({ spec }) => ({ rows: 'sharing', columns: spec.columns }),
}
