import { contract, int64 } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { model } from '@meshwright/models'
import { project } from '@meshwright/pipeline'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { showPart } from '../src/show-part.ts'

/** Tables of two columns, each made from both of the table before. */
function ladder(count: number) {
  const about = { owner: 'tests', description: 'Rows.', row: z.object({ a: int64(), b: int64() }) }
  const tables = Array.from({ length: count }, (_, index) => contract({ ...about, name: `t${index}`, layer: index === 0 ? 'raw' : 'mart' }))
  const models = tables
    .slice(1)
    .map((table, index) =>
      model(table, { x: tables[index] as (typeof tables)[number] }, (db) =>
        db.selectFrom('x').select((eb) => [eb('x.a', '+', eb.ref('x.b')).as('a'), eb('x.a', '-', eb.ref('x.b')).as('b')]),
      ),
    )
  const stream = {
    contract: tables[0] as (typeof tables)[number],
    connector: 'none',
    origin: 'nowhere',
    load: { mode: { mode: 'replace' } },
    options: null,
    open: () => Promise.reject(new Error('nothing is read')),
  } as const
  return project({ name: 'ladder', warehouse: duckdb(), sources: [{ name: 'none', streams: [stream] }], models })
}

const lineage = (count: number) => {
  const made = ladder(count)
  return showPart(made, made.nodes[made.nodes.length - 1] as (typeof made.nodes)[number], 'lineage').text
}

it('goes on from a column once, however many ways lead to it', () => {
  expect(lineage(3)).toBe(`a
  ← transformed t1.a
    ← transformed t0.a
    ← transformed t0.b
  ← transformed t1.b
    ← transformed t0.a
    ← transformed t0.b
b
  ← transformed t1.a
    ← transformed t0.a
    ← transformed t0.b
  ← transformed t1.b
    ← transformed t0.a
    ← transformed t0.b
`)
  expect(lineage(4)).toContain(`  ← transformed t2.b
    ← transformed t1.a (as above)
    ← transformed t1.b (as above)
`)
})

it('of a ladder of many tables is told at once', () => {
  expect(lineage(60).split('\n').length).toBeLessThan(60 * 8)
}, 10_000)
