import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test, vi } from 'vitest'

test('the lines of the README run and print what they say', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const expected = /\/\/ (\[.*\])/.exec(code)?.[1]
  // Beside this file, so that its imports are found.
  const folder = await mkdtemp(join(fileURLToPath(new URL('.', import.meta.url)), 'readme-'))
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    await writeFile(join(folder, 'example.ts'), code)
    await import(/* @vite-ignore */ pathToFileURL(join(folder, 'example.ts')).href)
    expect(
      log.mock.calls.map(([printed]) =>
        JSON.stringify(printed)
          .replaceAll('"', "'")
          .replaceAll(',', ', ')
          .replace(/^\[(.*)\]$/, '[ $1 ]'),
      ),
    ).toEqual([expected])
  } finally {
    log.mockRestore()
    await rm(folder, { recursive: true, force: true })
  }
})
