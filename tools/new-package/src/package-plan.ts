/** What a new package is called and where it stands. */
export interface PackagePlan {
  /** Below the root: `packages/connectors/kafka`. */
  readonly folder: string
  /** Without the scope: `kafka`. */
  readonly name: string
  /** `Kafka`, as its error class begins. */
  readonly title: string
  readonly kind: PackageKind
}

export type PackageKind = 'connector' | 'warehouse' | 'engine'

const KINDS: Readonly<Record<string, PackageKind>> = { connectors: 'connector', warehouses: 'warehouse' }
const VAGUE = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'manager', 'shared', 'core'])

/** Reads `connectors/kafka`, `warehouses/snowflake` or a plain `lineage`. Throws with what to write instead. */
export function planPackage(path: string): PackagePlan {
  const parts = path.split('/')
  const name = parts.at(-1) ?? ''
  const kind = parts.length === 1 ? 'engine' : parts.length === 2 ? KINDS[parts[0] ?? ''] : undefined
  if (!kind) throw new Error(`${path}: write connectors/<name>, warehouses/<name> or a plain <name>`)
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) throw new Error(`${path}: a package has a kebab-case name, such as google-ads`)
  if (VAGUE.has(name)) throw new Error(`${path}: ${name} does not say what is in it; name the thing`)
  const title = name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return { folder: `packages/${path}`, name, title, kind }
}
