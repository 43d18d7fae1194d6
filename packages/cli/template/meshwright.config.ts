import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { project } from '@meshwright/pipeline'
import { orders } from './contracts/orders.ts'
import { modelTests } from './model-tests.ts'
import { monthlySales } from './models/monthly-sales.ts'

export default project({
  name: 'my-project',
  warehouse: duckdb(),
  sources: [files(new URL('./data/', import.meta.url), [csv(orders)])],
  models: [monthlySales],
  tests: modelTests,
})
