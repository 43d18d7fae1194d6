import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const here = dirname(fileURLToPath(import.meta.url))
const tsc = join(dirname(createRequire(import.meta.url).resolve('@typescript/native/package.json')), 'bin', 'tsc')
// Inside the package, so that its imports resolve.
const folder = mkdtempSync(join(here, 'message-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function messages(query: string): string[] {
  writeFileSync(
    join(folder, 'case.ts'),
    `import { orZero, sum } from '@meshwright/sql'\nimport { model } from '../../src/index.ts'\nimport { customers, one, orders } from '../model.test-d.ts'\nmodel(one, { o: orders, c: customers }, (db) => ${query})\n`,
  )
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../../../tsconfig.base.json', files: ['case.ts'] }))
  try {
    execFileSync(process.execPath, [tsc, '--noEmit', '--checkers', '1', '-p', folder], { encoding: 'utf8' })
    return []
  } catch (error) {
    return (error as { stdout: string }).stdout.split(/\n(?=\S)/).filter((line) => line.includes('case.ts'))
  }
}

describe('what the compiler says about a model', () => {
  it('names the column that a query lacks, and the model, in one line', () => {
    const [line, ...more] = messages(`db.selectFrom('o').select(['o.order_id as id', 'o.amount'])`)
    expect(more).toEqual([])
    expect(line).toContain(`"one: the query lacks column 'city'"`)
    expect(line?.length).toBeLessThan(400)
  })

  it('names both types of a column that does not fit', () => {
    const [line] = messages(
      `db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(['o.amount as id', 'o.amount', 'c.city'])`,
    )
    expect(line).toContain(`id must be 'int64' but the query gives 'decimal'`)
  })

  it('says that a text is no number, where the text is', () => {
    const [line, ...more] = messages(
      `db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(({ ref }) => ['o.order_id as id', orZero(sum(ref('o.note'))).as('amount'), 'c.city'])`,
    )
    expect(more).toEqual([])
    expect(line).toContain('this is text, and not a number: cast or tryCast it first')
  })

  it('says nothing about a query that fits', () => {
    expect(
      messages(`db.selectFrom('o').innerJoin('c', 'c.customer_id', 'o.customer_id').select(['o.order_id as id', 'o.amount', 'c.city'])`),
    ).toEqual([])
  })
})
