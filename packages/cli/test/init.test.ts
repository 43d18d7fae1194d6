import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { projectName } from '../src/project-template.ts'
import { emptyFolder, meshwright, start } from './command.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

it('makes a project that runs, passes its tests and compiles, and says how', async () => {
  const folder = emptyFolder()
  const made = await meshwright(['init', 'Tea Shop'], folder)
  expect(made).toMatchObject({
    code: 0,
    out: '',
    err: expect.stringMatching(
      /^ made Tea Shop: package\.json, [^]*\n next\n {3}cd 'Tea Shop'\n {3}npm install\n {3}npx meshwright run\n {3}npx meshwright test\n {3}npx tsc --noEmit\n$/,
    ) as string,
  })
  const shop = join(folder, 'Tea Shop')
  expect(readdirSync(shop).toSorted()).toEqual([
    '.gitignore',
    'README.md',
    'contracts',
    'data',
    'meshwright.config.ts',
    'model-tests.ts',
    'models',
    'package.json',
    'tsconfig.json',
  ])
  const read = (path: string) => readFileSync(join(shop, path), 'utf8')
  expect(JSON.parse(read('package.json'))).toMatchObject({ name: 'tea-shop', dependencies: { '@meshwright/cli': '^0.1.0', zod: '^4.6.0' } })
  // As this repository lays its files out, when it is made inside of it.
  const prettier = [join(ROOT, 'node_modules/prettier/bin/prettier.cjs'), '--check', '--config', join(ROOT, '.prettierrc.json'), '.']
  expect(await start(process.execPath, prettier, shop).ended).toMatchObject({ code: 0 })

  const run = await meshwright(['run'], shop)
  expect(run).toMatchObject({ code: 0, err: expect.stringContaining('tea-shop · duckdb · home .meshwright') as string })
  expect(await meshwright(['test'], shop)).toMatchObject({ code: 0, err: expect.stringContaining('1 passed') as string })
  const tsc = [join(ROOT, 'node_modules/@typescript/native/bin/tsc'), '--noEmit']
  expect(await start(process.execPath, tsc, shop).ended).toMatchObject({ code: 0, out: '' })
  writeFileSync(join(shop, 'models/monthly-sales.ts'), read('models/monthly-sales.ts').replace("countAll().as('orders'),", ''))
  expect((await start(process.execPath, tsc, shop).ended).out).toContain("monthly_sales: the query lacks column 'orders'")
}, 60_000)

it('what to do next is read by a shell as it is meant', async () => {
  const folder = emptyFolder()
  const { err } = await meshwright(['init', "Ana's shop"], folder)
  const [, cd] = /^ {3}(cd .*)$/m.exec(err) ?? []
  const there = await start('sh', ['-c', `${cd} && ls meshwright.config.ts`], folder).ended
  expect(there).toMatchObject({ code: 0, out: 'meshwright.config.ts\n' })
})

it('overwrites nothing, and refuses a name that is none', async () => {
  const folder = emptyFolder()
  const here = await meshwright(['init'], folder)
  expect(here).toMatchObject({
    code: 2,
    err: 'error meshwright init: . has package.json already; nothing was written. Name a new folder\n',
  })
  expect(readdirSync(folder).toSorted()).toEqual(['node_modules', 'package.json'])
  expect(await meshwright(['init', 'shop', '--name', '3'], folder)).toMatchObject({
    code: 2,
    err: expect.stringContaining('the name "3"') as string,
  })
  const json = await meshwright(['init', 'shop', '--json'], folder)
  expect(JSON.parse(json.out)).toMatchObject({
    project: 'shop',
    folder: join(folder, 'shop'),
    next: ['cd shop', 'npm install', expect.anything(), expect.anything(), expect.anything()],
  })
})

it.each([
  ['tea-shop', 'tea-shop'],
  ['Café 2', 'cafe-2'],
  ['2026 data_', 'data_'],
  ['資料', 'my-project'],
])('a folder %s is the project %s', (folder, name) => {
  expect(projectName(folder)).toBe(name)
})
