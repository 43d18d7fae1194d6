import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { checkArrows } from '../src/arrows.ts'

const repository = resolve(import.meta.dirname, '../../..')
const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

const check = (root: string) => checkArrows(root, join(repository, '.dependency-cruiser.mjs'), join(repository, 'tsconfig.base.json'))

/** A tree of packages, each exporting its sources, and the given modules in them. */
async function tree(modules: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'arrows-'))
  folders.push(root)
  await mkdir(join(root, 'node_modules/@meshwright'), { recursive: true })
  const rooms = new Set(Object.keys(modules).map((path) => path.slice(0, path.search(/\/(src|test)\//))))
  for (const room of rooms) {
    const name = room.split('/').at(-1)
    await mkdir(join(root, room, 'src'), { recursive: true })
    await writeFile(join(root, room, 'src/index.ts'), `export const ${name} = '${name}'\n`)
    const exports = { '.': { '@meshwright/source': './src/index.ts', default: './dist/index.js' } }
    await writeFile(join(root, room, 'package.json'), JSON.stringify({ name: `@meshwright/${name}`, type: 'module', exports }))
    await symlink(join(root, room), join(root, 'node_modules/@meshwright', `${name}`))
  }
  for (const [path, text] of Object.entries(modules)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return root
}

const room = (path: string) => ({ [`${path}/src/index.ts`]: `export const ${path.split('/').at(-1)} = 1\n` })
const importing = (name: string) => `import { ${name} } from '@meshwright/${name}'\nexport const used = ${name}\n`

test.each([
  ['packages/contracts', 'packages/sql'],
  ['packages/sql', 'packages/warehouses/duckdb'],
  ['packages/connectors/files', 'packages/warehouses/duckdb'],
  ['packages/warehouses/duckdb', 'packages/warehouses/postgres'],
  ['packages/warehouses/duckdb', 'packages/quality'],
  ['packages/connectors/files', 'packages/ingest'],
  ['packages/ingest', 'packages/models'],
  ['packages/quality', 'packages/warehouses/duckdb'],
  ['packages/lineage', 'packages/quality'],
  ['packages/pipeline', 'packages/warehouses/postgres'],
  ['packages/pipeline', 'packages/cli'],
  ['packages/report', 'packages/sql'],
  ['packages/report', 'packages/pipeline'],
  ['packages/cli', 'packages/warehouses/duckdb'],
  ['packages/cli', 'apps/shop'],
  ['apps/shop', 'packages/testkit'],
])('%s may not import %s', async (from, to) => {
  const root = await tree({ ...room(to), [`${from}/src/index.ts`]: importing(to.split('/').at(-1) ?? '') })
  const { problems } = await check(root)
  expect(problems).toEqual([expect.stringMatching(new RegExp(`sources: ${from}/src/index.ts → ${to}/src/index.ts$`))])
})

test.each([
  ['packages/sql/src/index.ts', 'packages/contracts'],
  ['packages/warehouses/duckdb/src/index.ts', 'packages/sql'],
  ['packages/pipeline/src/index.ts', 'packages/ingest'],
  ['packages/cli/src/index.ts', 'packages/report'],
  ['apps/shop/src/index.ts', 'packages/warehouses/duckdb'],
  ['packages/warehouses/duckdb/test/suite.ts', 'packages/testkit'],
  ['packages/quality/test/store.ts', 'packages/warehouses/duckdb'],
])('%s may import %s', async (from, to) => {
  const { problems } = await check(await tree({ ...room(to), [from]: importing(to.split('/').at(-1) ?? '') }))
  expect(problems).toEqual([])
})

test('two modules may not need each other', async () => {
  const root = await tree({
    'packages/sql/src/a.ts': "import { b } from './b.ts'\nexport const a = (): unknown => b\n",
    'packages/sql/src/b.ts': "import { a } from './a.ts'\nexport const b = (): unknown => a\n",
  })
  expect((await check(root)).problems).toEqual(expect.arrayContaining([expect.stringContaining('no cycles: ')]))
})

test('a module without any arrow is an orphan, and an import that is not found is a problem', async () => {
  const root = await tree({
    'packages/sql/src/lost.ts': 'export const lost = 1\n',
    'packages/sql/src/index.ts': "export * from './gone.ts'\n",
  })
  const { problems } = await check(root)
  expect(problems).toEqual([expect.stringMatching(/^no orphans: .*lost\.ts/), expect.stringMatching(/^resolves: .*gone\.ts/)])
})

test('what is imported is declared, and tests stay out of sources', async () => {
  const root = await tree({ 'packages/sql/src/index.ts': "import 'declared'\nimport 'undeclared'\nimport 'vitest'\n" })
  for (const name of ['declared', 'undeclared', 'vitest']) {
    await mkdir(join(root, 'node_modules', name, 'dist'), { recursive: true })
    await writeFile(join(root, 'node_modules', name, 'package.json'), JSON.stringify({ name, exports: './dist/index.js' }))
    await writeFile(join(root, 'node_modules', name, 'dist/index.js'), '')
  }
  await writeFile(join(root, 'packages/sql/package.json'), JSON.stringify({ name: '@meshwright/sql', dependencies: { declared: '1' } }))
  expect((await check(root)).problems).toEqual([
    'declared: packages/sql/src/index.ts → node_modules/undeclared/dist/index.js',
    'no tests in sources: packages/sql/src/index.ts → node_modules/vitest/dist/index.js',
  ])
})

test('a tree in which nothing is seen does not pass', async () => {
  const root = await mkdtemp(join(tmpdir(), 'arrows-'))
  folders.push(root)
  await mkdir(join(root, 'packages'))
  expect((await check(root)).problems).toEqual([expect.stringContaining('no sources at all')])
})
