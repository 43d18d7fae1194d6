import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'
import type { PublicPackage } from './public-package.ts'

export interface Packed {
  readonly file: string
  readonly bytes: number
  /** Paths inside, as published. */
  readonly paths: readonly string[]
  /** The folder it was unpacked to. */
  readonly content: string
}

interface PackReport {
  readonly name: string
  readonly filename: string
  readonly size: number
  readonly files: readonly { readonly path: string }[]
}

/** Packs each package as `npm publish` would, and unpacks it beside, by package name. */
export async function pack(root: string, packages: readonly PublicPackage[], into: string): Promise<Map<string, Packed>> {
  const workspaces = packages.flatMap(({ folder }) => ['--workspace', folder])
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', into, ...workspaces], root)
  const packed = new Map<string, Packed>()
  for (const { name, filename, size, files } of Object.values(JSON.parse(stdout) as Record<string, PackReport>)) {
    const content = join(into, name)
    mkdirSync(content, { recursive: true })
    await run('tar', ['-xzf', join(into, filename), '-C', content, '--strip-components=1'], into)
    packed.set(name, { file: join(into, filename), bytes: size, paths: files.map((file) => file.path), content })
  }
  return packed
}
