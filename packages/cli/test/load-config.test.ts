import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadConfig } from '../src/load-config.ts'

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'meshwright-config-')))
  mkdirSync(join(root, 'apps', 'shop', 'src'), { recursive: true })
  writeFileSync(
    join(root, 'apps', 'shop', 'meshwright.config.mjs'),
    `export default { name: 'shop', nodes: [], warehouse: {}, environment: {} }\n`,
  )
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

it('finds the nearest config upwards', async () => {
  expect((await loadConfig(undefined, join(root, 'apps', 'shop', 'src'))).path).toBe(join(root, 'apps', 'shop', 'meshwright.config.mjs'))
})

it('follows the package.json of a repository to its project, from any folder that is in none', async () => {
  writeFileSync(join(root, 'package.json'), JSON.stringify({ meshwright: { project: 'apps/shop' } }))
  expect((await loadConfig(undefined, join(root, 'apps'))).path).toBe(join(root, 'apps', 'shop', 'meshwright.config.mjs'))
})

it('says so when the package.json points nowhere, or cannot be read', async () => {
  writeFileSync(join(root, 'package.json'), JSON.stringify({ meshwright: { project: 'apps/shpo' } }))
  await expect(loadConfig(undefined, root)).rejects.toThrow(
    `package.json: meshwright.project: ${join(root, 'apps', 'shpo')} does not exist`,
  )
  writeFileSync(join(root, 'package.json'), '{')
  await expect(loadConfig(undefined, root)).rejects.toThrow('package.json: is not JSON')
})
