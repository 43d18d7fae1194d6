import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Engine } from '../src/engine.ts'
import { installed } from '../src/installed.ts'
import { run } from '../src/run.ts'
import { surroundings } from '../src/surroundings.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engines-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function program(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${text}\n`)
  await chmod(path, 0o755)
  return path
}

const version = (path: string) => run(path, [], 5000)
const engine = (install: () => Promise<void>): Engine => ({
  name: 'calculator',
  about: 'adds',
  variable: 'CALCULATOR',
  needs: [],
  version,
  find: async () =>
    existsSync(join(folder, 'usual')) ? { path: join(folder, 'usual'), version: await version(join(folder, 'usual')) } : undefined,
  install,
})
const never = () => Promise.reject(new Error('must not be installed'))

test('an engine in its usual place is taken as it is', async () => {
  const path = await program('usual', 'echo calculator 7')
  expect(await installed(engine(never), surroundings({}))).toEqual({
    name: 'calculator',
    variable: 'CALCULATOR',
    path,
    version: 'calculator 7',
  })
})

test('a named place goes before the usual ones', async () => {
  await program('usual', 'echo usual')
  const path = await program('mine', 'echo mine')
  expect(await installed(engine(never), surroundings({ CALCULATOR: path }))).toMatchObject({ path, version: 'mine' })
})

test('a named place with nothing in it is a failure, not a reason to look elsewhere', async () => {
  await program('usual', 'echo usual')
  await expect(installed(engine(never), surroundings({ CALCULATOR: join(folder, 'gone') }))).rejects.toThrow('CALCULATOR names')
})

test('a missing engine is installed', async () => {
  const missing = engine(async () => void (await program('usual', 'echo fresh')))
  expect(await installed(missing, surroundings({}))).toMatchObject({ version: 'fresh' })
})

test('an engine that cannot be installed, or does not answer, is a failure with its words', async () => {
  await expect(installed(engine(never), surroundings({}))).rejects.toThrow('must not be installed')
  await expect(
    installed(
      engine(async () => {}),
      surroundings({}),
    ),
  ).rejects.toThrow('is not found; name its place with CALCULATOR')
  await program('usual', 'echo out of order >&2; exit 3')
  await expect(installed(engine(never), surroundings({}))).rejects.toThrow('out of order')
})
