import { duckdb } from '@meshwright/duckdb'
import { runProject, type RunSummary } from '@meshwright/pipeline'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { djangoApparel } from '../src/django-apparel.ts'
import { ensureSampleData } from '../src/sample-data.ts'
import { published } from './published.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-bad-'))
const clean = pathToFileURL(`${join(folder, 'clean')}/`)
const data = join(folder, 'data')
const home = join(folder, 'home')
const project = djangoApparel(duckdb(), { data: pathToFileURL(`${data}/`) })
let before: Awaited<ReturnType<typeof published>>

const run = () => runProject(project, { home })
const failure = (summary: RunSummary) =>
  summary.tasks
    .filter((task) => task.error)
    .map((task) => `${task.task.id}: ${task.error?.message}`)
    .join('\n')
const blocked = (summary: RunSummary) => summary.tasks.filter((task) => task.status === 'blocked').map((task) => task.task.id)
const edit = (name: string, change: (text: string) => string) =>
  writeFileSync(join(data, name), change(readFileSync(join(data, name), 'utf8')))

beforeAll(async () => {
  await ensureSampleData(clean)
  cpSync(clean, data, { recursive: true })
  expect(failure(await run())).toBe('')
  before = await published(project, home)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => cpSync(clean, data, { recursive: true }))

/** Runs on the bad file: the run fails, everything published stays as it was, and once the file is mended a run succeeds. */
async function expectRefused(message: RegExp): Promise<void> {
  const summary = await run()
  expect(summary.status).toBe('failed')
  expect(failure(summary)).toMatch(message)
  expect(blocked(summary)).toContain('build:fct_transactions')
  expect(blocked(summary)).toContain('report:sales')
  const after = await published(project, home)
  expect([...after.tables.keys()]).toEqual([...before.tables.keys()])
  for (const [name, rows] of after.tables) expect(rows, name).toEqual(before.tables.get(name))
  expect(after.hidden).toEqual([])

  cpSync(clean, data, { recursive: true })
  const mended = await run()
  expect(failure(mended)).toBe('')
  const again = await published(project, home)
  for (const [name, rows] of again.tables) expect(rows, name).toEqual(before.tables.get(name))
}

describe('a bad file leaves everything published as it was', () => {
  it('a column is missing, and the message names the one that was meant', async () => {
    edit('orders.csv', (text) => text.replace('customer_id', 'custmer_id'))
    await expectRefused(
      /orders\.csv: column "customer_id" is missing[\s\S]*column "custmer_id" is not in the contract; did you mean "customer_id"\?/,
    )
  }, 30_000)

  it('more bad cells than the threshold allows', async () => {
    edit('order_details.csv', (text) =>
      text
        .split('\n')
        .map((line, index) => (index % 50 === 7 ? line.replace(/,(\d+)$/, ',oops') : line))
        .join('\n'),
    )
    await expectRefused(
      /order_details\.csv:8 {2}column unit_sales: "oops" is not a decimal[\s\S]*rows of 17,502 rejected in order_details\.csv, 175 allowed/,
    )
  }, 30_000)

  it('a Parquet file that is cut off', async () => {
    const whole = readFileSync(join(data, 'customers.parquet'))
    writeFileSync(join(data, 'customers.parquet'), whole.subarray(0, whole.length - 40))
    await expectRefused(/customers\.parquet/)
  }, 30_000)

  it('a file that is not there', async () => {
    rmSync(join(data, 'products.json'))
    await expectRefused(/products\.json/)
  }, 30_000)
})
