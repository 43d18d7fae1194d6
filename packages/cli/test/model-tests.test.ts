import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { DJANGO, emptyFolder, meshwright, shop } from './command.ts'

/** The small project with tests of its model `towns`. */
function tested(tests: string): string {
  const folder = shop()
  const path = join(folder, 'meshwright.config.ts')
  const config = readFileSync(path, 'utf8')
    .replace("import { model } from '@meshwright/models'", "import { model, modelTest } from '@meshwright/models'")
    .replace(
      'export default project({',
      `const tested = model(towns, { p: people }, (db) => db.selectFrom('p').where('p.town', 'is not', null).select(({ ref }) => [ref('p.town').$notNull().as('town'), countAll().as('people')]).groupBy('p.town'))\nexport default project({\n  tests: [${tests}],`,
    )
    .replace(/ {4}model\(towns[^]*?\n {4}\),\n/, '    tested,\n')
  writeFileSync(path, config)
  return folder
}

const given = `given: { p: [{ id: 1n, town: 'London' }, { town: 'London', id: 2n }, { id: 3n, town: '' }, { id: 4n }] }`

it('shows what a wrong model made, row by row, and ends with 1', async () => {
  const folder = tested(`
    modelTest(tested, { name: 'people are counted', ${given}, expect: [{ town: 'London', people: 2n }, { town: '', people: 1n }] }),
    modelTest(tested, { name: 'nobody lives nowhere', ${given}, expect: [{ town: 'London', people: 3n }, { town: 'Paris', people: 0n }] })`)
  const { code, err } = await meshwright(['test'], folder)
  expect(code).toBe(1)
  expect(err.replaceAll(/\d+ ms/g, '1 ms')).toBe(
    ` passed   towns  people are counted  1 ms
 failed   towns  nobody lives nowhere  1 ms
     missing     { town: 'Paris', people: 0n }
     unexpected  { town: '', people: 1n }
     differs     { town: 'London' }
                 people  int64  expected 3n  got 2n

 2 tests of 1 model: 1 passed, 1 failed · 1 ms
`,
  )
  const { code: again, out } = await meshwright(['test', '--json'], folder)
  expect(again).toBe(1)
  expect(JSON.parse(out)).toMatchObject([
    { table: 'towns', name: 'people are counted', status: 'passed' },
    {
      status: 'failed',
      diff: {
        missing: [{ town: 'Paris', people: '0' }],
        unexpected: [{ town: '', people: '1' }],
        differing: [{ columns: ['people'], expected: { people: '3' }, actual: { town: 'London', people: '2' } }],
      },
    },
  ])
})

it('refuses two tests of one name, and rows that are none of the contract', async () => {
  const one = `modelTest(tested, { name: 'x', given: { p: [{ id: 1, town: 'London' }] }, expect: [] })`
  const twice = await meshwright(['test'], tested(`${one}, ${one}`))
  expect(twice).toMatchObject({ code: 2, err: expect.stringContaining('project shop: towns has two tests named "x"') as string })
  const wrong = await meshwright(['test'], tested(one))
  expect(wrong.code).toBe(1)
  expect(wrong.err).toContain('     given p: row 1: column id: 1 is not a bigint of 64 bits such as 42n\n')
})

it('passes for Django Apparel, in memory and on its warehouse, where nothing stays', async () => {
  const folder = emptyFolder()
  const at = ['--project', DJANGO, '--home', 'home']
  const memory = await meshwright(['test', '--select', 'dm_* dim_date', ...at], folder)
  expect(memory).toMatchObject({ code: 0, err: expect.stringMatching(/\n 4 tests of 4 models: 4 passed · /) as string })
  const warehouse = await meshwright(['test', '--on-warehouse', ...at], folder)
  expect(warehouse).toMatchObject({ code: 0, err: expect.stringMatching(/\n 9 tests of 9 models: 9 passed · /) as string })
  const left = await meshwright(['query', '--json', 'select table_name from information_schema.tables', ...at], folder)
  expect(JSON.parse(left.out)).toEqual([])
  const typo = await meshwright(['test', '--select', 'dm_top_customer', ...at], folder)
  expect(typo).toMatchObject({ code: 2, err: expect.stringContaining('did you mean "dm_top_customers"?') as string })
}, 60_000)

it('says what to do in a project without tests', async () => {
  expect(await meshwright(['test'], shop())).toMatchObject({ code: 0, err: expect.stringContaining('write modelTest(…)') as string })
})
