import { contract, decimal, float64, int64, localTimestamp, type AnyContract } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { files, parquet } from '@meshwright/files'
import { sql, sqlModel, type AnyModel } from '@meshwright/models'
import { project, type Project } from '@meshwright/pipeline'
import * as z from 'zod'
import { MODELS, nameOf, STAGED, statementOf, type BuildArgument } from './settings.ts'

const about = { owner: 'bench', description: 'A table of the bench.' } as const

const events = contract({
  ...about,
  name: 'events',
  layer: 'raw',
  row: z.object({
    id: int64(),
    customer_id: int64(),
    email: z.string(),
    country: z.string().nullable(),
    amount: decimal(12, 2),
    quantity: int64(),
    created_at: localTimestamp(),
    note: z.string(),
  }),
})

/** One check each: that amount is there. */
function contractOf(index: number): AnyContract {
  const amount = index < STAGED ? decimal(38, 2) : float64()
  const country = z.string().nullable()
  const name = nameOf(index)
  return index === MODELS - 1
    ? contract({ ...about, name, layer: 'mart', row: z.object({ country, amount: float64(), n: decimal(38, 0).nullable() }) })
    : contract({ ...about, name, layer: 'mart', row: z.object({ country, k: int64().nullable(), amount, n: int64().nullable() }) })
}

export function modelsOf(): readonly AnyModel[] {
  const contracts: AnyContract[] = []
  return Array.from({ length: MODELS }, (_, index) => {
    const own = contractOf(index)
    contracts.push(own)
    const { parts, reads } = statementOf(index)
    const upstream = Object.fromEntries(
      reads.map(({ alias, model }) => [alias, model === undefined ? events : (contracts[model] as AnyContract)]),
    )
    return sqlModel(own, upstream, (tables) => sql(Object.assign([...parts], { raw: parts }), ...reads.map(({ alias }) => tables[alias])))
  })
}

export function buildProject({ data, memoryLimit, threads }: BuildArgument, models: readonly AnyModel[]): Project {
  return project({ name: 'bench', warehouse: duckdb({ memoryLimit, threads }), sources: [files(data, [parquet(events)])], models })
}
