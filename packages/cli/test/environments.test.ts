import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { emptyFolder, meshwright } from './command.ts'

const CONFIG = `
import { contract, int64, secret } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { environments } from '@meshwright/pipeline'
import * as z from 'zod'
const orders = contract({ name: 'orders', layer: 'raw', owner: 'me', description: 'Rows.', row: z.object({ id: int64() }) })
export default environments(
  {
    dev: { warehouse: duckdb({ threads: 1 }), variables: { file: 'few.csv' } },
    prod: { warehouse: duckdb({ threads: 1 }), schema: 'analytics', variables: { file: 'all.csv' } },
  },
  ({ variables }) => ({
    name: 'shop',
    sources: [files(new URL('./', import.meta.url), [csv(orders, { file: variables.file })])],
  }),
)
`

function folderOfTwo(): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'meshwright.config.ts'), CONFIG)
  writeFileSync(join(folder, 'few.csv'), 'id\n1\n')
  writeFileSync(join(folder, 'all.csv'), 'id\n1\n2\n3\n')
  return folder
}

it('each environment has its variables, schema and home; commands name the one they are about', async () => {
  const folder = folderOfTwo()
  const dev = await meshwright(['run'], folder)
  expect(dev.err).toMatch(/^shop · dev · duckdb · home \.meshwright\n[^]* ingest {3}orders +1 row /)
  const prod = await meshwright(['run', '--environment', 'prod'], folder)
  expect(prod.err).toMatch(/^shop · prod · duckdb · home \.meshwright\/prod\n[^]* ingest {3}orders +3 rows /)
  expect(prod.err).toContain('npx meshwright show orders --environment prod')
  const [, suggested = ''] = /npx meshwright query (".*) --environment prod$/m.exec(prod.err) ?? []
  expect(suggested).toBe('"select * from analytics.orders"')
  expect((await meshwright(['query', '--format', 'csv', '--environment', 'prod', suggested.slice(1, -1)], folder)).out).toBe(
    'id\n1\n2\n3\n',
  )
  expect((await meshwright(['query', '--format', 'csv', 'select count(*) as n from orders'], folder)).out).toBe('n\n1\n')
  const asked = await meshwright(
    ['query', '--format', 'csv', '--environment', 'prod', 'select count(*) as n from analytics.orders'],
    folder,
  )
  expect(asked.out).toBe('n\n3\n')
  expect(JSON.parse((await meshwright(['plan', '--json', '--environment', 'prod'], folder)).out)).toMatchObject({ environment: 'prod' })
}, 60_000)

it('another environment in the same home and schema is refused by run and by plan', async () => {
  const folder = folderOfTwo()
  writeFileSync(join(folder, 'meshwright.config.ts'), CONFIG.replace("schema: 'analytics', ", ''))
  expect((await meshwright(['run', '--home', 'home'], folder)).code).toBe(0)
  for (const command of ['run', 'plan']) {
    const { code, err } = await meshwright([command, '--home', 'home', '--environment', 'prod'], folder)
    expect(code).toBe(1)
    expect(err).toMatch(/error schema main of .*home\/warehouse\.duckdb holds the tables of project shop, environment dev;/)
  }
  expect((await meshwright(['run', '--home', 'home', '--environment', 'prod', '--adopt'], folder)).code).toBe(0)
}, 60_000)

it.each([
  [['run', '--environment', 'prdo'], 'there is no environment "prdo"; did you mean "prod"? (there are dev, prod)'],
  [['ls', '--enviroment', 'prod'], 'there is no option --enviroment; did you mean --environment?'],
])('%j', async (args, message) => {
  const { code, err } = await meshwright(args, folderOfTwo())
  expect(code).toBe(2)
  expect(err).toContain(message)
})
