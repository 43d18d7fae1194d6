import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** What an engine may know of the machine. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The folder that installed engines are kept in; outside of the repository, and shared by all checkouts. */
  readonly cache: string
  /** Progress, a line at a time. */
  readonly say: (line: string) => void
}

/** The cache is `MESHWRIGHT_ENGINES`, else `meshwright/engines` in the user's cache folder. */
export function surroundings(
  environment: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void = () => {},
): Surroundings {
  const named = environment['MESHWRIGHT_ENGINES']
  const caches = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return { environment, cache: resolve(named || join(caches, 'meshwright', 'engines')), say }
}
