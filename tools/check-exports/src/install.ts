import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Packed } from './pack.ts'
import type { PublicPackage } from './public-package.ts'
import { run } from './run.ts'
import { peerVersion, type Peers } from './supported.ts'

export interface Project {
  readonly folder: string
  /** The packages that it asks for, without those they bring. */
  readonly packages: readonly PublicPackage[]
  readonly peers: Peers
}

/** All that there is to install from. */
export interface Tarballs {
  readonly packages: readonly PublicPackage[]
  readonly packed: ReadonlyMap<string, Packed>
}

/** An empty project that installs some packages from their tarballs, with those they depend on, their peers, and the types of Node. */
export async function installProject(
  folder: string,
  wanted: readonly PublicPackage[],
  peers: Peers,
  { packages, packed }: Tarballs,
  more: Readonly<Record<string, string>> = {},
): Promise<Project> {
  const all = closure(wanted, packages)
  const tarballs = Object.fromEntries(all.map(({ name }) => [name, `file:${packed.get(name)?.file ?? missing(name)}`]))
  const versions = Object.fromEntries(
    all.flatMap((each) => Object.entries(each.peers).map(([name, range]) => [name, peerVersion(range, peers)])),
  )
  mkdirSync(folder, { recursive: true })
  const project = {
    name: 'consumer',
    private: true,
    type: 'module',
    dependencies: { ...versions, ...more, ...tarballs },
    devDependencies: { '@types/node': '^24.0.0' },
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project, null, 2))
  await install(folder)
  return { folder, packages: wanted, peers }
}

export async function install(folder: string): Promise<void> {
  await run(
    'npm',
    ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'],
    folder,
  )
}

/** Some packages and those of ours that they depend on. */
function closure(wanted: readonly PublicPackage[], packages: readonly PublicPackage[]): PublicPackage[] {
  const found = new Map<string, PublicPackage>()
  const add = (each: PublicPackage): void => {
    if (found.has(each.name)) return
    found.set(each.name, each)
    for (const name of each.dependencies) {
      const known = packages.find((other) => other.name === name)
      if (known !== undefined) add(known)
    }
  }
  wanted.forEach(add)
  return [...found.values()]
}

function missing(name: string): never {
  throw new Error(`${name} was not packed`)
}
