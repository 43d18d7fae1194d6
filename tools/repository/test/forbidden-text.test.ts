import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { forbiddenText } from '../src/forbidden-text.ts'
import { repositoryFiles } from '../src/repository-files.ts'

const root = resolve(import.meta.dirname, '../../..')
const BINARY = /\.(png|jpg|parquet|xlsx|gz|zip|duckdb|sqlite|woff2?)$/

test.each([
  ['// TO', 'DO: later', 'a promise of later work'],
  ['cp x /wo', 'rk/main', 'a path of one machine'],
  ['"/ro', 'ot/.npmrc"', 'a path of one machine'],
  ['/ho', 'me/ann/data', 'a path of one machine'],
  ['file:///wo', 'rk/main', 'a path of one machine'],
  ['cat /t', 'mp/notes', 'a temporary path'],
  ['https://registry.np', 'mjs.org/zod', 'the host of a package registry'],
  ['// @ts-', 'ignore', 'a silenced compiler'],
])('%s… is found', (start, end, what) => {
  expect(forbiddenText('a.ts', `fine\n${start}${end}`)).toEqual([{ line: 2, what, text: start + end }])
})

test.each([
  'the network/root node',
  "join(root, 'work/x')",
  'https://example.org/work/x',
  'mysql://root:[secret]@h/db',
  '../shared/data',
  'todo list of a shop',
])('%s is fine', (text) => {
  expect(forbiddenText('a.ts', text)).toEqual([])
})

test('a lock file without addresses is fine, one with them is not', () => {
  expect(forbiddenText('package-lock.json', '"resolved": "packages/cli"')).toEqual([])
  expect(forbiddenText('package-lock.json', '"resolved": "https://mirror.example/zod.tgz"')).toHaveLength(1)
})

test('no file of the repository holds what it must not', () => {
  const files = repositoryFiles(root).filter((path) => !BINARY.test(path))
  expect(files.length).toBeGreaterThan(100)
  const findings = files.flatMap((path) =>
    forbiddenText(path, readFileSync(join(root, path), 'utf8')).map(({ line, what, text }) => `${path}:${line}: ${what}: ${text}`),
  )
  expect(findings).toEqual([])
})
