import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { childArgument, reportStep } from '../child-report.ts'
import { MODELS, nameOf, statementOf, type BuildArgument } from './settings.ts'

const { home, memoryLimit, threads } = childArgument<BuildArgument>()

await reportStep(async () => {
  const instance = await DuckDBInstance.create(join(home, 'warehouse.duckdb'), { memory_limit: memoryLimit, threads: String(threads) })
  const connection = await instance.connect()
  for (let index = 0; index < MODELS; index++) {
    const { parts, reads } = statementOf(index)
    const tables = reads.map(({ alias, model }) => `${model === undefined ? 'events' : nameOf(model)} as ${alias}`)
    const select = parts.map((part, at) => (at === 0 ? part : `${tables[at - 1] ?? ''}${part}`)).join('')
    await connection.run(`create or replace table ${nameOf(index)} as ${select}`)
    const [missing] = (await (await connection.run(`select count(*) from ${nameOf(index)} where amount is null`)).getRows())[0] ?? []
    if (missing !== 0n) throw new Error(`${nameOf(index)}: ${String(missing)} rows have no amount`)
  }
  connection.closeSync()
  instance.closeSync()
})
