import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CachedFolder } from '../../src/cached-folder.ts'

/** Something to be installed that takes its time, and notes each time in `fills`. */
export const scale = (cache: string, lock: string, holds = lock): CachedFolder => ({
  name: 'scale',
  key: lock,
  program: 'scale',
  async fill(folder) {
    await appendFile(join(cache, 'fills'), 'filled\n')
    await sleep(300)
    await writeFile(join(folder, 'scale'), holds)
  },
  async check(folder) {
    const version = await readFile(join(folder, 'scale'), 'utf8')
    if (version !== lock) throw new Error(`it says ${version}`)
    return version
  },
})
