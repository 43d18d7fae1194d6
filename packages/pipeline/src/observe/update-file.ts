import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeFolder } from '../make-folder.ts'

/**
 * Replaces a file by what follows from its text, which is empty where there is none: one process after the other, on one machine. Whoever
 * reads it meanwhile has the old text or the new one, also after the machine went down.
 */
export async function updateFile(path: string, after: (before: string) => string): Promise<void> {
  makeFolder(dirname(path))
  const lock = `${path}.lock`
  await hold(lock)
  try {
    await replace(path, after(await textOf(path)))
  } finally {
    await rm(lock, { force: true })
  }
}

/** An update takes milliseconds: a lock of this age was left by a process that was killed. */
const LEFT_MS = 5_000
const PATIENCE_MS = 3 * LEFT_MS

async function hold(lock: string): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(20)) {
    try {
      await (await open(lock, 'wx')).close()
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || Date.now() > until) throw error
    }
    if ((await ageOf(lock)) > LEFT_MS) await rm(lock, { force: true })
  }
}

const ageOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0, // gone meanwhile
  )

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

async function replace(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}`
  try {
    const file = await open(beside, 'w', 0o644)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
