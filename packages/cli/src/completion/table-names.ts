import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const CACHE = 'completion.json'
const PROGRAM = /\.(ts|mts|js|mjs|json)$/
const UNUSED = /^(node_modules|dist|\..*)$/

/**
 * The names of a project's tables. While no file of its folder changes they are remembered in the home, where there is one, as
 * a shell asks at every key.
 */
export async function tableNames(config: string, home: string, load: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const cache = join(home, CACHE)
  const state = stateOf(dirname(config))
  const known = remembered(cache)
  if (known?.state === state) return known.tables
  const tables = await load()
  try {
    if (existsSync(home)) writeFileSync(cache, JSON.stringify({ state, tables }))
  } catch {
    // A home that cannot be written remembers nothing; the names are right all the same.
  }
  return tables
}

/** Changes with every file that may be part of the project's program. */
function stateOf(folder: string): string {
  const hash = createHash('sha256')
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name)
      if (entry.isDirectory()) {
        if (!UNUSED.test(entry.name)) visit(inner)
      } else if (PROGRAM.test(entry.name)) {
        const { mtimeMs, size } = statSync(inner)
        hash.update(`${inner}\0${mtimeMs}\0${size}\n`)
      }
    }
  }
  visit(folder)
  return hash.digest('hex')
}

function remembered(cache: string): { readonly state: string; readonly tables: readonly string[] } | undefined {
  try {
    return JSON.parse(readFileSync(cache, 'utf8')) as { state: string; tables: string[] }
  } catch {
    return undefined
  }
}
