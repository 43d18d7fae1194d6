import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findCached, folderOf, installCached } from '../src/cached-folder.ts'
import { surroundings } from '../src/surroundings.ts'
import { scale } from './fake/scale.ts'

let cache: string
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'engines-'))
})
afterEach(() => rm(cache, { recursive: true, force: true }))
const here = () => surroundings({ MESHWRIGHT_ENGINES: cache })
const fills = () => readFileSync(join(cache, 'fills'), 'utf8').trim().split('\n').length

test('a lock file with other content is another installation; with the same, none', async () => {
  const one = scale(cache, 'scale==1')
  expect(await findCached(one, here())).toBeUndefined()
  const first = await installCached(one, here())
  expect(await installCached(scale(cache, 'scale==1'), here())).toEqual(first)
  expect(fills()).toBe(1)

  const changed = scale(cache, 'scale==2')
  expect(await findCached(changed, here())).toBeUndefined()
  const second = await installCached(changed, here())
  expect([second.version, second.path === first.path, fills()]).toEqual(['scale==2', false, 2])
  expect(await findCached(one, here())).toEqual(first)
})

test('two processes that install at once install once, and both have it', async () => {
  const install = () =>
    new Promise<string>((fulfil) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'fake/install.ts'), cache], { stdio: ['ignore', 'pipe', 'inherit'] })
      let out = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
      child.on('close', () => fulfil(out.trim()))
    })
  const both = await Promise.all([install(), install()])
  expect(both[0]).toBe(join(folderOf(scale(cache, 'scale==1'), here()), 'scale'))
  expect(both[1]).toBe(both[0])
  expect(fills()).toBe(1)
})

test('what does not say the version that was meant is not installed, and what a killed installation left is removed', async () => {
  const wrong = scale(cache, 'scale==1', 'scale==7')
  await expect(installCached(wrong, here())).rejects.toThrow('it says scale==7')
  expect(existsSync(folderOf(wrong, here()))).toBe(false)
  const left = join(cache, 'scale', 'partial-killed')
  await mkdir(left, { recursive: true })
  await writeFile(join(left, 'half'), '')
  await installCached(scale(cache, 'scale==1'), here())
  expect(existsSync(left)).toBe(false)
})
