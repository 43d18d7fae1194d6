import { existsSync } from 'node:fs'
import { statfs, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail, messageOf, ok, warn, type Finding } from './finding.ts'

const MEGABYTE = 1_000_000
const LITTLE = 1000 * MEGABYTE
const TOO_LITTLE = 100 * MEGABYTE

/** Whether the home can be written, and how much room there is. */
export async function homeFindings(home: string): Promise<Finding[]> {
  let folder = home
  while (!existsSync(folder)) folder = dirname(folder)
  return [await writable(home, folder), await room(folder)]
}

async function writable(home: string, folder: string): Promise<Finding> {
  const probe = join(folder, `.meshwright-doctor-${process.pid}`)
  try {
    await writeFile(probe, '', { flag: 'wx' })
    await unlink(probe)
    return ok('home', folder === home ? home : `${home}, which the first run makes`)
  } catch (error) {
    return fail(
      'home',
      `${folder} cannot be written: ${messageOf(error)}`,
      'give this user the right to write there, or name another home with --home',
    )
  }
}

async function room(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const text = free < LITTLE ? `${Math.floor(free / MEGABYTE)} MB free` : `${Math.floor(free / LITTLE)} GB free`
  const todo = 'free some, or name a home on another disk with --home'
  if (free < TOO_LITTLE) return fail('disk', text, todo)
  return free < LITTLE ? warn('disk', text, todo) : ok('disk', text)
}
