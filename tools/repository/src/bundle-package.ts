import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

/** Where a package begins: what others import, and what its command runs. */
const ENTRIES = ['index', 'program']

/**
 * Writes the code of the package in `root` into its `dist`: a file for each of its entries and one for each part that is imported when it is
 * used, with source maps. Other packages stay imports. Rejects when the bundler has anything to remark: a source that does not resolve, say.
 */
export async function bundlePackage(root: string): Promise<void> {
  const entries = ENTRIES.map((name) => [name, join(root, 'src', `${name}.ts`)] as const)
  const bundle = await rolldown({
    input: Object.fromEntries(entries.filter(([, path]) => existsSync(path))),
    platform: 'node',
    external: /^(?:@|node:)?[a-z]/,
    tsconfig: false,
    onLog: (_level, { message }) => {
      throw new Error(message)
    },
  })
  await bundle.write({ dir: join(root, 'dist'), format: 'esm', sourcemap: true, chunkFileNames: '[name].js' })
  await bundle.close()
}
