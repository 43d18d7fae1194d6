import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryFiles } from '../src/repository-files.ts'

const root = resolve(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const manifests = repositoryFiles(root)
  .filter((path) => path.endsWith('package.json') && !path.includes('fixtures/'))
  .map((path) => ({
    folder: dirname(path),
    json: JSON.parse(read(path)) as { name: string; version: string; private?: boolean; license: string; files?: string[] },
  }))
const published = manifests.filter(({ json }) => json.private !== true)

test('every package says the licence of the repository', () => {
  expect(manifests.length).toBeGreaterThan(10)
  expect(manifests.filter(({ json }) => json.license !== 'Apache-2.0')).toEqual([])
})

test.each(published)('$json.name publishes the licence text', ({ folder, json }) => {
  expect(json.files).toContain('LICENSE')
  expect(read(join(folder, 'LICENSE'))).toBe(read('LICENSE'))
})

test('every public package is named by the changesets or already has a changelog', () => {
  const files = repositoryFiles(root)
  const changesets = files.filter((path) => /^\.changeset\/.*\.md$/.test(path)).map(read)
  const unnamed = published.filter(
    ({ folder, json }) => !files.includes(join(folder, 'CHANGELOG.md')) && !changesets.some((text) => text.includes(`'${json.name}':`)),
  )
  expect(unnamed.map(({ json }) => json.name)).toEqual([])
})

test('the public packages have one version: a new project asks for it of each, and doctor warns of several', () => {
  const { fixed } = JSON.parse(read('.changeset/config.json')) as { fixed: unknown }
  expect(fixed).toEqual([['@meshwright/*']])
  expect(published.filter(({ json }) => !json.name.startsWith('@meshwright/'))).toEqual([])
  expect([...new Set(published.map(({ json }) => json.version))]).toHaveLength(1)
})
