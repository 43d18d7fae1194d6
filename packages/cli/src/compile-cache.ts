import { statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'

/** From about two thousand modules on, keeping what V8 makes of each costs more than having our own again saves. */
const LARGE_BYTES = 2_000_000

/**
 * Keeps what V8 makes of all modules for the next process, in the system's temporary folder (NODE_COMPILE_CACHE is another). It cannot
 * be kept of some: it is not of a large project, which is one with many bytes in `texts`, where those of its modules are.
 */
export function useCompileCache(texts: string | undefined): void {
  if (texts === undefined || size(texts) < LARGE_BYTES) enableCompileCache()
}

/** That of a file which is not there, or may not be looked at, is 0. */
function size(path: string): number {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}
