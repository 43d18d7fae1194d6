import { csv, files, parquet } from '@meshwright/files'
import { project, runProject } from '@meshwright/pipeline'
import { postgres } from '@meshwright/postgres'
import { startPostgres } from '@meshwright/testkit/postgres'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { customers } from './contracts/customers.ts'
import { orderDetails } from './contracts/order-details.ts'
import { orders } from './contracts/orders.ts'
import { ensureSampleData } from './sample-data.ts'

/** Fills a database with the shop's own three tables, from its files, and leaves nothing else in it. */
export async function fillShopDatabase(url: string, data: string | URL): Promise<void> {
  const warehouse = postgres(url)
  const alone = { references: [] }
  const home = await mkdtemp(join(tmpdir(), 'shop-database-'))
  try {
    const tables = [
      csv({ ...orders, ...alone }, { maxRejected: '1%' }),
      csv({ ...orderDetails, ...alone }, { maxRejected: '1%' }),
      parquet(customers),
    ]
    const shop = project({ name: 'shop-database', warehouse, sources: [files(data, tables)] })
    const summary = await runProject(shop, { home })
    const problem = summary.tasks.find((task) => task.error)?.error?.message
    if (problem !== undefined) throw new Error(`the shop's database could not be filled: ${problem}`)
    const store = await warehouse.open({
      home,
      environment: shop.environment,
      signal: AbortSignal.timeout(60_000),
      access: 'write',
      waitSeconds: 10,
    })
    try {
      const kept = new Set<string>(tables.map((table) => table.contract.name))
      await store.drop((await store.list(shop.environment.schema)).map((table) => table.name).filter((name) => !kept.has(name.table)))
    } finally {
      await store.close()
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

/** Waits for an interrupt. Signals alone do not keep a process alive. */
function interrupted(): Promise<void> {
  const { promise, resolve: stop } = Promise.withResolvers<void>()
  const alive = setInterval(() => undefined, 60_000)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop())
  return promise.finally(() => clearInterval(alive))
}

/** `npm run shop-database`: starts a Postgres of its own, fills it, says how to use it, and stays until it is interrupted. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, json: { type: 'boolean' } } })
  const data =
    values.data === undefined ? new URL('../.meshwright/sample-data/', import.meta.url) : pathToFileURL(`${resolve(values.data)}/`)
  if (values.data === undefined) await ensureSampleData(data)
  const server = await startPostgres()
  try {
    await fillShopDatabase(server.url(), data)
    process.stdout.write(values.json ? `${JSON.stringify({ url: server.url() })}\n` : `${server.url()}\n`)
    process.stderr.write(
      `The shop's database is there, with orders, order_details and customers. In another terminal:\n\n  npm start -- --shop-database ${server.url()}\n\nInterrupt to stop it; its data goes with it.\n`,
    )
    await interrupted()
  } finally {
    await server.stop()
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main()
