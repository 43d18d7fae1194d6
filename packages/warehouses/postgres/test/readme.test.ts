import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { expect, test, vi } from 'vitest'
import { ownServer } from './own-database.ts'

const own = ownServer()

test('the lines of the README run and print what they say', async () => {
  vi.stubEnv('WAREHOUSE_URL', await own.database())
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const expected = /\/\/ (\[.*\])/.exec(code)?.[1]
  // Beside this file, so that its imports are found.
  const folder = await mkdtemp(join(fileURLToPath(new URL('.', import.meta.url)), 'readme-'))
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    await writeFile(join(folder, 'example.ts'), code)
    await import(/* @vite-ignore */ pathToFileURL(join(folder, 'example.ts')).href)
    expect(log.mock.calls.map(([printed]) => inspect(printed, { breakLength: Infinity }))).toEqual([expected])
  } finally {
    log.mockRestore()
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true, force: true })
  }
})
