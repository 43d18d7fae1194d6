import type { SqlDialect } from '@meshwright/sql'
import { expect, test } from 'vitest'
import { checks, contractChecks, lastResults, planChecks } from '../src/index.ts'
import { postgresDialect } from '@meshwright/postgres'
import { duckdbDialect } from './duckdb-store.ts'
import { lines, orders } from './shop.ts'

const DIALECTS: readonly SqlDialect[] = [duckdbDialect, postgresDialect]
const main = (table: string) => ({ schema: 'main', table })

const own = checks(orders, (check) => [
  check.satisfies('small_when_cheap', ({ eb, ref }) => eb(ref('price'), '<', '1').or(ref('quantity'), '<', 10n)),
  check.unique(['city_id', 'gender'], { where: ({ eb, ref }) => eb(ref('quantity'), '>', 1n) }),
  check.sameSum('revenue', () => lines, 'amount'),
])

test.each(DIALECTS)('the statements in $name', async (dialect) => {
  const plan = planChecks([...contractChecks(orders), ...own.specs], {
    table: { contract: orders, name: main('orders') },
    resolve: main,
    dialect,
  })
  const statements = [
    ...plan.scans.map((scan) => `-- ${scan.over}\n${scan.sql}`),
    `-- last results\n${lastResults(main('check_results'), dialect)}`,
  ]
  await expect(`${statements.join('\n\n').replaceAll(/( as "m\d+"),? /g, (found) => `${found.trimEnd()}\n  `)}\n`).toMatchFileSnapshot(
    `golden/${dialect.name}.sql`,
  )
})
