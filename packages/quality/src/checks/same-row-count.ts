import { countAll } from '@meshwright/sql'
import * as z from 'zod'
import type { CheckKind } from '../check-kind.ts'
import { grouped, rowsOf } from '../wording.ts'

/** The table (those of its rows that `where` keeps) has as many rows as the relation `to`: none was lost or doubled on the way. */
export const sameRowCount: CheckKind<{ readonly to: string; readonly where?: unknown }> = {
  name: 'sameRowCount',
  params: z.object({ to: z.string(), where: z.json().exactOptional() }),
  testsRows: false,
  metrics: ({ params }) => ({
    rows: { over: 'rows', value: countAll() },
    otherRows: { over: 'relation', relation: params.to, columns: [], value: () => countAll() },
  }),
  verdict({ params }, metrics) {
    const rows = metrics.count('rows')
    const other = metrics.count('otherRows')
    const missing = other - rows
    return {
      passed: missing === 0n,
      message:
        missing === 0n
          ? `${rowsOf(rows)}, as many as ${params.to}`
          : `${rowsOf(rows)}, ${params.to} has ${grouped(other)}: ${grouped(missing < 0n ? -missing : missing)} ${missing > 0n ? 'fewer' : 'more'}`,
      rows: null,
      failing: null,
      observed: { rows: rows.toString(), otherRows: other.toString() },
    }
  },
}
