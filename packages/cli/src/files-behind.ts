import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { moduleReach, type ModuleReach } from './module-reach.ts'

/** Whether importing a package is known to look at nothing but its environment. */
const isOwn = (name: string) => name.startsWith('@meshwright/') || name === 'zod' || name === 'kysely'

/**
 * The files that what was loaded depends on: the modules, and what says where their imports lead, from their folders upwards:
 * package.json and the folders of packages, also those that are not there. Undefined when a module may have looked at something else, such as other files, the clock or a server.
 * `known` has what modules reach, by path, so that they need not be read again.
 */
export function filesBehind(loaded: Iterable<string>, known: ReadonlyMap<string, ModuleReach>): ReadonlySet<string> | undefined {
  const files = new Set<string>()
  const packages = new Packages()
  const others: string[] = []
  const brought = new Set<string>()
  for (const url of loaded) {
    if (url.startsWith('node:')) continue
    if (!url.startsWith('file:') || url.includes('?') || url.includes('#')) return undefined
    const path = fileURLToPath(url)
    files.add(path)
    const { name, dependencies } = packages.of(dirname(path))
    if (isOwn(name)) for (const dependency of dependencies) brought.add(dependency)
    else others.push(path)
  }
  for (const path of others) {
    // A driver that one of the packages brings along: importing it opens nothing, and the project itself may not import it.
    if (brought.has(packages.of(dirname(path)).name)) continue
    const reach = known.has(path) ? known.get(path) : moduleReach(readFileSync(path, 'utf8'))
    if (reach == null) return undefined
    for (const specifier of reach) {
      const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
      if (!isOwn(name) && (brought.has(name) || isBuiltin(specifier))) return undefined
    }
  }
  for (const folder of packages.folders())
    for (const name of ['package.json', 'node_modules', 'node_modules/@meshwright']) files.add(join(folder, name))
  return files
}

interface PackageFacts {
  readonly name: string
  readonly dependencies: readonly string[]
}

/** The packages that folders are in. */
class Packages {
  readonly #known = new Map<string, PackageFacts>()

  of(folder: string): PackageFacts {
    let facts = this.#known.get(folder)
    if (facts === undefined) {
      const above = dirname(folder) === folder ? NONE : this.of(dirname(folder))
      facts = packageAt(join(folder, 'package.json')) ?? above
      this.#known.set(folder, facts)
    }
    return facts
  }

  /** Every folder that was asked for, and those above it. */
  folders(): Iterable<string> {
    return this.#known.keys()
  }
}

const NONE: PackageFacts = { name: '', dependencies: [] }

function packageAt(path: string): PackageFacts | undefined {
  if (!existsSync(path)) return undefined
  const { name, dependencies, peerDependencies } = JSON.parse(readFileSync(path, 'utf8')) as {
    name?: string
    dependencies?: object
    peerDependencies?: object
  }
  return name === undefined ? undefined : { name, dependencies: Object.keys({ ...dependencies, ...peerDependencies }) }
}
