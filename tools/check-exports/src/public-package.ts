import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A workspace package that is published. */
export interface PublicPackage {
  readonly name: string
  readonly version: string
  /** Absolute. */
  readonly folder: string
  /** What a consumer writes to import it, one per public subpath. */
  readonly specifiers: readonly string[]
  readonly bins: readonly string[]
  readonly peers: Readonly<Record<string, string>>
  /** Names. */
  readonly dependencies: readonly string[]
}

interface PackageJson {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports: Readonly<Record<string, unknown>>
  readonly bin?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

export function publicPackages(root: string): PublicPackage[] {
  return globSync('packages/{*,*/*}/package.json', { cwd: root })
    .toSorted()
    .flatMap((file) => {
      const json = JSON.parse(readFileSync(join(root, file), 'utf8')) as PackageJson
      if (json.private === true) return []
      return {
        name: json.name,
        version: json.version,
        folder: join(root, dirname(file)),
        specifiers: Object.keys(json.exports)
          .filter((path) => path !== './package.json')
          .map((path) => json.name + path.slice(1)),
        bins: Object.keys(json.bin ?? {}),
        peers: json.peerDependencies ?? {},
        dependencies: Object.keys(json.dependencies ?? {}),
      }
    })
}
