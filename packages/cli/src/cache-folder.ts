import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes the folder for what is kept in a home, and the home. Where the folder around that is missing it throws, and nothing is kept before
 * the first run: `recursive` never ends in places such as `/proc`.
 */
export function makeCacheFolder(folder: string): void {
  for (const each of [dirname(folder), folder]) if (!existsSync(each)) mkdirSync(each)
}
