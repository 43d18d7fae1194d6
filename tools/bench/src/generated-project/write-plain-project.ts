import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ProjectSize } from './write-project.ts'

const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

/**
 * The same by hand: as many tables described in plain zod, and queries in plain Kysely, each over the one before; `main.ts` imports all of
 * them, builds and compiles every query, and does nothing else.
 */
export async function writePlainProject(folder: string, { models, perFile }: ProjectSize): Promise<void> {
  for (const path of ['tables', 'queries']) await mkdir(join(folder, path), { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  await writeFile(join(folder, 'row.ts'), ROW)
  await symlink(MODULES, join(folder, 'node_modules'))
  for (let file = 0; file < models / perFile; file++) {
    const numbers = Array.from({ length: perFile }, (_, index) => file * perFile + index)
    await writeFile(join(folder, 'tables', `t${file}.ts`), `import * as z from 'zod'\n\n${numbers.map(table).join('\n')}`)
    await writeFile(
      join(folder, 'queries', `q${file}.ts`),
      `import { sql, type QueryCreator } from 'kysely'\nimport type { Row } from '../row.ts'\n\n${numbers.map(query).join('\n')}`,
    )
  }
  await writeFile(join(folder, 'main.ts'), main(models, perFile))
}

const ROW = `export interface Row {
  id: bigint
  customer: bigint
  name: string
  city: string | null
  amount: string
  pieces: bigint
  placed_on: string
  channel: string
}
`

const table = (number: number) => `export const t${number} = z.object({
  id: z.bigint().describe('The row.'),
  customer: z.bigint().describe('Who ordered.'),
  name: z.string().min(1).describe('As registered.'),
  city: z.string().nullable().describe('The city of the address.'),
  amount: z.string().describe('What it brought, in euro.'),
  pieces: z.bigint().describe('How many pieces.'),
  placed_on: z.string().describe('The day it was placed.'),
  channel: z.enum(['web', 'shop', 'phone']).describe('Where it was ordered.'),
})
`

const query = (number: number) => `export const q${number} = (db: QueryCreator<Record<string, Row>>) =>
  db
    .selectFrom('t${Math.max(0, number - 1)} as t')
    .where('t.amount', '>', '1.00')
    .groupBy(['t.id', 't.customer', 't.city', 't.channel'])
    .select(({ fn, ref }) => [
      't.id',
      't.customer',
      fn.max('t.name').as('name'),
      't.city',
      sql\`coalesce(\${fn.sum('t.amount')}, 0)\`.as('amount'),
      fn.sum('t.pieces').as('pieces'),
      sql\`date_trunc('month', \${ref('t.placed_on')})\`.as('placed_on'),
      't.channel',
    ])
`

function main(models: number, perFile: number): string {
  const files = Array.from({ length: models / perFile }, (_, file) => file)
  return `import { createQueryId, DefaultQueryCompiler, NoopQueryExecutor, QueryCreator } from 'kysely'
import type { Row } from './row.ts'
${files.map((file) => `import * as t${file} from './tables/t${file}.ts'\nimport * as q${file} from './queries/q${file}.ts'`).join('\n')}

const db = new QueryCreator<Record<string, Row>>({ executor: new NoopQueryExecutor() })
const compiler = new DefaultQueryCompiler()
const tables = [${files.map((file) => `t${file}`).join(', ')}].flatMap((file) => Object.values(file))
const queries = [${files.map((file) => `q${file}`).join(', ')}].flatMap((file) => Object.values(file))
const texts = queries.map((query) => compiler.compileQuery(query(db).toOperationNode(), createQueryId()).sql)
if (texts.length !== ${models} || tables.length !== texts.length || texts.includes('')) throw new Error('not every query was compiled')
`
}
