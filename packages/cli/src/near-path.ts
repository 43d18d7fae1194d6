import { isAbsolute, relative } from 'node:path'

/** A path as a person standing in `cwd` would type it; whole when it lies elsewhere. */
export function nearPath(cwd: string, path: string): string {
  const near = relative(cwd, path)
  return near.startsWith('..') || isAbsolute(near) ? path : near === '' ? '.' : near
}
