import { countAll, countIf, orZero, sum } from '@meshwright/sql'
import { expressionBuilder } from 'kysely'
import * as z from 'zod'
import type { CheckKind } from '../check-kind.ts'
import { QualityError } from '../quality-error.ts'
import { judgeRows, rowParams, type RowParams } from '../row-check.ts'
import { rowsOf } from '../wording.ts'

/**
 * No two rows share the values of `columns`. Every copy fails: of [1, 1, 1, 2, null, null] three rows. `duplicateRows` is the
 * surplus, the rows that would have to go (2). A row with a null in one of the columns equals no other: it passes,
 * and `mostly` is a share of the rows without one.
 */
export const unique: CheckKind<RowParams> = {
  name: 'unique',
  params: z.object(rowParams),
  testsRows: false,
  metrics({ spec, contract }) {
    if (spec.columns.length === 0)
      throw new QualityError('check-invalid', `${contract.name}.${spec.name}: names no column that rows could share`)
    return {
      rows: { over: 'rows', value: countAll() },
      keyed: { over: 'groups', keys: spec.columns, value: (size) => orZero(sum(size)) },
      groups: { over: 'groups', keys: spec.columns, value: () => countAll() },
      single: { over: 'groups', keys: spec.columns, value: (size) => countIf(expressionBuilder()(size, '=', 1n)) },
    }
  },
  verdict({ spec, params }, metrics) {
    const rows = metrics.count('rows')
    const [keyed, groups, single] = [metrics.count('keyed'), metrics.count('groups'), metrics.count('single')]
    const what = spec.columns.join(', ')
    const verdict = judgeRows({
      rows,
      tested: keyed,
      failing: keyed - single,
      mostly: params.mostly,
      phrase: { one: `shares its ${what} with another`, many: `share their ${what} with another` },
    })
    return {
      ...verdict,
      message: verdict.failing === 0n && rows > 0n ? `${rowsOf(rows)}, no two share ${what}` : verdict.message,
      observed: { ...verdict.observed, duplicateRows: (keyed - groups).toString(), duplicateGroups: (groups - single).toString() },
    }
  },
  tellsApart: ({ spec }) => spec.columns,
  samples: ({ spec }) => ({ rows: 'sharing', columns: spec.columns }),
}
