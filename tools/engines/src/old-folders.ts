import { existsSync } from 'node:fs'
import { lstat, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FOLDER_NAME, RECORD } from './cached-folder.ts'
import { exclusive } from './exclusive.ts'
import { readRecords } from './server-record.ts'
import type { Surroundings } from './surroundings.ts'

/** Something that is kept in the cache, or is found elsewhere. */
export interface Kept {
  readonly name: string
  /** Its folder in the cache, whether it is there or not; undefined where that cannot be said. Absent when it is not kept there. */
  folder?(surroundings: Surroundings): Promise<string | undefined>
}

/** An installation in the cache that is not what is pinned now, or of a Python that is another now. */
export interface OldFolder {
  /** `airflow3` */
  readonly name: string
  readonly path: string
  readonly bytes: number
}

/** The old installations of these, without those that a server runs from. */
export async function oldFolders(kept: readonly Kept[], surroundings: Surroundings): Promise<OldFolder[]> {
  const inUse = (await readRecords(surroundings)).flatMap(({ facts }) => Object.values(facts))
  const old: OldFolder[] = []
  for (const { name, folder } of kept) {
    const current = await folder?.(surroundings)
    if (current === undefined) continue
    for (const path of await installations(join(surroundings.cache, name)))
      if (path !== current && !inUse.some((fact) => fact.startsWith(`${path}/`))) old.push({ name, path, bytes: await sizeOf(path) })
  }
  return old
}

/** Removes it, unless another process does so first. What was begun and broken off is no installation any more. */
export async function removeOld({ path }: OldFolder, { say }: Surroundings): Promise<void> {
  const parent = dirname(path)
  await exclusive(
    join(parent, 'lock'),
    () => say(`${basename(parent)}: another process is installing it; waiting`),
    async () => {
      if (!existsSync(path)) return
      const aside = join(parent, `partial-${basename(path)}`)
      await rename(path, aside)
      await rm(aside, { recursive: true, force: true })
    },
  )
}

async function installations(folder: string): Promise<string[]> {
  const names = existsSync(folder) ? await readdir(folder) : []
  return names.filter((name) => FOLDER_NAME.test(name) && existsSync(join(folder, name, RECORD))).map((name) => join(folder, name))
}

/** What it takes on the disk, in bytes; links are not followed. */
async function sizeOf(path: string): Promise<number> {
  const found = await lstat(path)
  let bytes = found.blocks * 512
  if (found.isDirectory()) for (const name of await readdir(path)) bytes += await sizeOf(join(path, name))
  return bytes
}
