import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { emptyFolder, meshwright, plainEnvironment, shop } from './command.ts'

/** Whether Node's compile cache is used by a call in `folder`: it is in the system's temporary folder, which is a fresh one here. */
async function compileCache(folder: string, ...args: string[]): Promise<boolean> {
  const temporary = emptyFolder()
  const environment = plainEnvironment({ TMPDIR: temporary })
  delete environment['NODE_COMPILE_CACHE']
  const { code, err } = await meshwright(args, folder, environment)
  expect([code, err]).toEqual([0, ''])
  return existsSync(join(temporary, 'node-compile-cache'))
}

it('what V8 makes of modules is kept for the next process', async () => {
  expect(await compileCache(shop(), 'ls')).toBe(true)
})

it('not with --no-cache', async () => {
  expect(await compileCache(shop(), 'ls', '--no-cache')).toBe(false)
})

it('not of a project of thousands of modules', async () => {
  const folder = shop()
  mkdirSync(join(folder, '.meshwright', 'cache'), { recursive: true })
  writeFileSync(join(folder, '.meshwright', 'cache', 'modules'), Buffer.alloc(2_000_000, 'x'))
  expect(await compileCache(folder, 'ls')).toBe(false)
})
