import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { install } from './install.ts'
import { run } from './run.ts'
import { COMPILERS, LOWEST_NODE, type Compiler, type Peers } from './supported.ts'

/** The compilers and Nodes that packages are tried with. */
export interface Toolchain {
  /** `bin/tsc` of each. */
  readonly compilers: ReadonlyMap<Compiler, string>
  /** `Node 22.18.0` → its program. */
  readonly nodes: ReadonlyMap<string, string>
}

/** Installs them into a folder, from the registry that npm is set up with. */
export async function installToolchain(folder: string): Promise<Toolchain> {
  mkdirSync(folder)
  const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const aliases = Object.entries(COMPILERS).map(([name, version]) => [name, alias(name), version] as const)
  const dependencies = Object.fromEntries(aliases.map(([, folderName, version]) => [folderName, `npm:typescript@${version}`]))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: { ...dependencies, [nodePackage]: LOWEST_NODE } }),
  )
  await install(folder)
  const lowest = join(folder, 'node_modules', nodePackage, 'bin', 'node')
  const { stdout } = await run(lowest, ['--version'], folder)
  if (stdout.trim() !== `v${LOWEST_NODE}`) throw new Error(`${lowest} says that it is ${stdout.trim()}`)
  return {
    compilers: new Map(aliases.map(([name, folderName]) => [name as Compiler, join(folder, 'node_modules', folderName, 'bin/tsc')])),
    nodes: new Map([
      [`Node ${LOWEST_NODE}`, lowest],
      [`Node ${process.versions.node}`, process.execPath],
    ]),
  }
}

const alias = (name: string) => name.toLowerCase().replaceAll(' ', '-')

/** The lowest peers are tried with the first of the compilers and Nodes, the newest with the last. */
export function pick<K, V>(map: ReadonlyMap<K, V>, peers: Peers): readonly [K, V] {
  const found = [...map].at(peers === 'lowest' ? 0 : -1)
  if (found === undefined) throw new Error('there is nothing to try it with')
  return found
}
