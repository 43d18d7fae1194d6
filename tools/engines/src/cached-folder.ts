import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Found } from './engine.ts'
import { exclusive } from './exclusive.ts'
import type { Surroundings } from './surroundings.ts'

/** In the folder of each whole installation. */
export const RECORD = 'installed.json'

/** What a folder is called, after its key. */
export const FOLDER_NAME = /^[0-9a-f]{16}$/

/** Something that is installed once into a folder of the cache. */
export interface CachedFolder {
  readonly name: string
  /** All that decides what is installed, such as the lock file's text: another key is another folder. */
  readonly key: string
  /** The program in the folder. */
  readonly program: string
  /** Fills the empty folder. It is moved to its place afterwards, so nothing in it may name it. */
  fill(folder: string): Promise<void>
  /** What the installed program says of its version. Rejects when it is not the one that was meant. */
  check(folder: string): Promise<string>
}

/** Its folder in the cache, whether it is there or not. */
export function folderOf({ name, key }: CachedFolder, { cache }: Surroundings): string {
  return join(cache, name, createHash('sha256').update(key).digest('hex').slice(0, 16))
}

/** What is installed, as was noted when it had been checked. */
export async function findCached(what: CachedFolder, surroundings: Surroundings): Promise<Found | undefined> {
  const folder = folderOf(what, surroundings)
  const path = join(folder, what.program)
  if (!existsSync(join(folder, RECORD)) || !existsSync(path)) return undefined
  const { version } = JSON.parse(await readFile(join(folder, RECORD), 'utf8')) as { version: string }
  return { path, version }
}

/**
 * Installs it beside its place, checks it, and only then moves it there: a folder that is in its place is whole. What a killed
 * installation left is removed by the next one; two at once wait for each other.
 */
export async function installCached(what: CachedFolder, surroundings: Surroundings): Promise<Found> {
  const place = folderOf(what, surroundings)
  const parent = dirname(place)
  const waiting = () => surroundings.say(`${what.name}: another process is installing it; waiting`)
  return exclusive(join(parent, 'lock'), waiting, async () => {
    const there = await findCached(what, surroundings)
    if (there) return there
    for (const left of await readdir(parent)) {
      if (left.startsWith('partial-')) await rm(join(parent, left), { recursive: true, force: true })
    }
    await rm(place, { recursive: true, force: true })
    const partial = await mkdtemp(join(parent, 'partial-'))
    try {
      await what.fill(partial)
      const version = await what.check(partial)
      await writeFile(join(partial, RECORD), `${JSON.stringify({ name: what.name, version, installedAt: new Date().toISOString() })}\n`)
      await rename(partial, place)
      return { path: join(place, what.program), version }
    } catch (error) {
      await rm(partial, { recursive: true, force: true })
      throw error
    }
  })
}
