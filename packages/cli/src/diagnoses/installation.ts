import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fail, ok, warn, type Finding } from './finding.ts'

/** The Node that runs this. */
export function nodeFinding(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18)
    ? ok('node', `Node ${version}`)
    : fail('node', `Node ${version} is too old`, 'install Node 22.18 or later')
}

interface Copy {
  readonly folder: string
  readonly version: string
  /** Of a repository that is worked on, never released, so that its version says nothing. */
  readonly private: boolean
}

// What every config imports, also where the package.json of a whole repository declares it.
const BEGINNINGS = ['@meshwright/pipeline']
// Two copies of these in one process do not know each other's values.
const ONCE = ['@meshwright/contracts', 'zod', 'kysely']

/** The packages that a project's folder leads to: one copy of each, Meshwright's all of one version. */
export function packageFindings(folder: string): Finding[] {
  const copies = installedCopies(folder)
  const ours = [...copies].filter(([name]) => name.startsWith('@meshwright/'))
  const released = ours.map(([name, found]) => [name, found.filter((copy) => !copy.private)] as const)
  const versions = new Set(released.flatMap(([, found]) => found.map((copy) => copy.version)))
  const twice = ONCE.flatMap((name) => {
    const found = copies.get(name) ?? []
    return found.length > 1
      ? [
          fail(
            'packages',
            `${name} is installed ${found.length} times: ${found.map((copy) => `${copy.version} in ${copy.folder}`).join(', ')}`,
            'npm dedupe, or ask for one version of it in every package.json',
          ),
        ]
      : []
  })
  const mixed =
    versions.size > 1
      ? [
          warn(
            'packages',
            `Meshwright's packages are of different versions: ${released.flatMap(([name, found]) => found.map((copy) => `${name} ${copy.version}`)).join(', ')}`,
            'install all of one version',
          ),
        ]
      : []
  if (twice.length || mixed.length) return [...twice, ...mixed]
  if (ours.length === 0) return [fail('packages', `none of Meshwright's packages is found from ${folder}`, 'npm install')]
  const others = ['zod', 'kysely'].flatMap((name) => (copies.get(name) ?? []).map((copy) => `${name} ${copy.version}`))
  return [ok('packages', `${ours.length} of Meshwright, version ${[...versions].join()}; ${others.join(', ')}`)]
}

/** Every copy of our packages and of those that must be there once, found as Node finds them, from package to package. */
function installedCopies(folder: string): Map<string, Copy[]> {
  const copies = new Map<string, Copy[]>()
  const seen = new Set<string>()
  const visit = (from: string) => {
    if (seen.has(from)) return
    seen.add(from)
    for (const name of from === folder ? [...BEGINNINGS, ...dependenciesOf(from)] : dependenciesOf(from)) {
      const found = installed(name, from)
      if (found === undefined) continue
      const known = copies.get(name) ?? []
      if (!known.some((copy) => copy.folder === found.folder)) copies.set(name, [...known, found])
      if (name.startsWith('@meshwright/')) visit(found.folder)
    }
  }
  visit(folder)
  return copies
}

interface Manifest {
  readonly version?: string
  readonly private?: boolean
  readonly dependencies?: object
  readonly peerDependencies?: object
  readonly devDependencies?: object
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** Of the nearest package.json upwards. */
function dependenciesOf(folder: string): string[] {
  let from = folder
  while (!existsSync(join(from, 'package.json'))) {
    if (dirname(from) === from) return []
    from = dirname(from)
  }
  const { dependencies, peerDependencies, devDependencies } = readManifest(from)
  const names = Object.keys({ ...dependencies, ...peerDependencies, ...(from.includes('node_modules') ? {} : devDependencies) })
  return names.filter((name) => name.startsWith('@meshwright/') || ONCE.includes(name))
}

function installed(name: string, from: string): Copy | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name)
    if (existsSync(join(path, 'package.json'))) {
      const manifest = readManifest(path)
      return { folder: realpathSync(path), version: manifest.version ?? '?', private: manifest.private === true }
    }
    if (dirname(folder) === folder) return undefined
  }
}
