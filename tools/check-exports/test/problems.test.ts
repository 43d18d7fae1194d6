import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { pack, type Packed } from '../src/pack.ts'
import type { PublicPackage } from '../src/public-package.ts'
import { findExamples } from '../src/examples.ts'
import { runProblems } from '../src/run-problems.ts'
import { shapeProblems } from '../src/shape-problems.ts'
import { peerVersion, RESOLUTIONS, type Resolution } from '../src/supported.ts'
import { tarballProblems } from '../src/tarball-problems.ts'
import { typeProblems } from '../src/type-problems.ts'

const ROOT = '/somewhere/checkout'
const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

async function scratch(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'check-exports-test-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

const json = {
  name: '@meshwright/small',
  version: '0.1.0',
  license: 'Apache-2.0',
  type: 'module',
  files: ['dist', 'README.md', 'LICENSE'],
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
}
const good = {
  'package.json': JSON.stringify(json),
  'README.md': '# small\n',
  LICENSE: 'Apache License\n',
  'dist/index.js': 'export const small = 1\n',
  'dist/index.d.ts': 'export declare const small: number\n',
}
const small: PublicPackage = {
  name: '@meshwright/small',
  version: '0.1.0',
  folder: '',
  specifiers: ['@meshwright/small'],
  bins: [],
  peers: {},
  dependencies: [],
}

async function packed(changes: Readonly<Record<string, string>> = {}): Promise<Packed> {
  const root = await scratch({
    'package.json': JSON.stringify({ name: 'checkout', private: true, workspaces: ['small'] }),
    ...Object.fromEntries(Object.entries({ ...good, ...changes }).map(([path, text]) => [`small/${path}`, text])),
  })
  const found = (await pack(root, [{ ...small, folder: join(root, 'small') }], await scratch({}))).get(small.name)
  if (!found) throw new Error('nothing was packed')
  return found
}

test('a package as it should be has no problem', async () => {
  const tarball = await packed()
  expect(tarballProblems(tarball, ROOT)).toEqual([])
  expect(await shapeProblems(tarball)).toEqual([])
})

test.each([
  ['a test', { 'dist/index.test.js': 'test()\n' }, 'holds a test: dist/index.test.js'],
  ['a source', { 'dist/other.ts': 'export const other = 1\n' }, 'holds a source: dist/other.ts'],
  ['a secret', { 'dist/key.js': `export const key = 'npm_${'a1B2'.repeat(9)}'\n` }, 'dist/key.js holds an npm token'],
  ['a password', { 'dist/at.js': `export const at = 'postgres://me:hunter22@db'\n` }, 'dist/at.js holds a password in a URL'],
  ['a path of this machine', { 'dist/at.js': `export const at = '${ROOT}/dist'\n` }, `dist/at.js names ${ROOT}, a path of this machine`],
  [
    'a local dependency',
    { 'package.json': JSON.stringify({ ...json, dependencies: { other: 'file:../other' } }) },
    'depends on other as file:../other, which says nothing to a registry',
  ],
])('%s in a tarball is a problem', async (_, changes, problem) => {
  expect(tarballProblems(await packed(changes), ROOT)).toEqual([problem])
})

test('a missing README or licence is a problem', async () => {
  const tarball = await packed({ 'package.json': JSON.stringify({ ...json, files: ['dist'] }) })
  expect(
    tarballProblems({ ...tarball, paths: tarball.paths.filter((path) => path.startsWith('dist/') || path === 'package.json') }, ROOT),
  ).toEqual(['README.md is missing', 'LICENSE is missing'])
})

test('an export without its file, and one whose types lie, are problems', async () => {
  const moved = await packed({
    'package.json': JSON.stringify({ ...json, exports: { '.': { types: './dist/index.d.ts', default: './dist/gone.js' } } }),
  })
  expect(await shapeProblems(moved)).toEqual(expect.arrayContaining([expect.stringContaining('gone.js')]))
  const untyped = await packed({
    'package.json': JSON.stringify({ ...json, exports: './dist/other.js' }),
    'dist/other.js': 'export const other = 1\n',
  })
  expect((await shapeProblems(untyped)).join('\n')).toContain('UntypedResolution')
})

const NODE = [`Node ${process.versions.node}`, process.execPath] as const
const tsc = createRequire(import.meta.url)
  .resolve('@typescript/native/package.json')
  .replace('package.json', 'bin/tsc')
const typesIn = (folder: string) =>
  typeProblems(
    { folder, packages: [small], peers: 'newest' },
    Object.keys(RESOLUTIONS).map((name) => ({ name, tsc, resolution: name as Resolution })),
  )

test('the lowest peer is the lower end of its range', () => {
  expect(peerVersion('^1.5.6-r.1', 'lowest')).toBe('1.5.6-r.1')
  expect(peerVersion('^4.6.0', 'newest')).toBe('^4.6.0')
  expect(() => peerVersion('>=4', 'lowest')).toThrow('^1.2.3, not >=4')
})

test('examples are the scripts of pages that need nothing else, with what they import', () => {
  const block = (number: number, text: string, options = {}) => ({ number, line: number * 10, language: 'ts', options, text })
  const page = (path: string, ...blocks: ReturnType<typeof block>[]) => ({ path, copyOf: undefined, postgresAt: undefined, blocks })
  const script =
    "import * as z from 'zod'\nimport { x } from '@meshwright/sql'\nimport { readFileSync } from 'node:fs'\nimport y from './y.ts'\n"
  expect(
    findExamples([
      page('packages/sql/README.md', block(1, script), block(2, script, { file: 'a.ts' }), block(3, script, { refused: true })),
      page('docs/guide/first-project.md', block(1, script)),
      { ...page('packages/cli/README.md', block(1, script)), copyOf: 'apps/shop' },
    ]),
  ).toEqual([{ name: 'packages/sql/README.md:10', text: script, files: {}, imports: ['zod', '@meshwright/sql'] }])
  const shown = page('packages/sql/README.md', block(1, 'id\n1\n', { file: 'data/a.csv' }), block(2, script))
  expect(findExamples([shown])[0]?.files).toEqual({ 'data/a.csv': 'id\n1\n' })
  expect(findExamples().map(({ name }) => name.split(':')[0])).toContain('docs/guide/packages-alone.md')
})

describe('in a project that installed it', () => {
  const installed = (changes: Readonly<Record<string, string>> = {}) =>
    scratch({
      'package.json': JSON.stringify({ type: 'module' }),
      ...Object.fromEntries(
        Object.entries({ ...good, ...changes }).map(([path, text]) => [`node_modules/@meshwright/small/${path}`, text]),
      ),
      'node_modules/@types/node/package.json': JSON.stringify({ name: '@types/node', version: '24.0.0', types: 'index.d.ts' }),
      'node_modules/@types/node/index.d.ts': '',
    })

  test('a sound package compiles and runs', async () => {
    const folder = await installed()
    expect(await typesIn(folder)).toEqual([])
    expect(await runProblems(folder, small, NODE)).toEqual([])
  })

  test('types that import what was not published are a problem in every resolution', async () => {
    const problems = await typesIn(await installed({ 'dist/index.d.ts': "export * from './other.js'\n" }))
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['nodenext', 'node16', 'bundler'])
  })

  test('a module without types is a problem', async () => {
    const changes = { 'package.json': JSON.stringify({ ...json, exports: { '.': './dist/index.js' } }), 'dist/index.d.ts': 'export {}\n' }
    const folder = await installed(changes)
    await rm(join(folder, 'node_modules/@meshwright/small/dist/index.d.ts'))
    expect(await typesIn(folder)).not.toEqual([])
  })

  test('a module that needs an undeclared package, and a deep path that resolves, are problems', async () => {
    const undeclared = await runProblems(await installed({ 'dist/index.js': "import 'not-declared'\n" }), small, NODE)
    expect(undeclared).toEqual([expect.stringContaining("Cannot find package 'not-declared'")])
    const deep = await runProblems(
      await installed({ 'package.json': JSON.stringify({ ...json, exports: { '.': './dist/index.js', './dist/*': './dist/*' } }) }),
      small,
      NODE,
    )
    expect(deep).toEqual([expect.stringContaining('a deep import')])
  })
})
