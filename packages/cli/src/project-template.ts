import { readdir, readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const TEMPLATE = fileURLToPath(new URL('../template/', import.meta.url))
const NAME = 'my-project'

/** The files of a new project, by their path in it. */
export async function projectTemplate(name: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(TEMPLATE, { recursive: true, withFileTypes: true })
  const paths = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).toSorted()
  const copied = await Promise.all(
    paths.map(
      async (path) => [relative(TEMPLATE, path).split(sep).join('/'), (await readFile(path, 'utf8')).replaceAll(NAME, name)] as const,
    ),
  )
  return new Map([
    ['package.json', await manifest(name)],
    ['tsconfig.json', compilerOptions(folder)],
    // Not among the copied files, as npm leaves out of a package what one of this name says.
    ['.gitignore', 'node_modules/\n.meshwright/\n'],
    ...copied,
  ])
}

/** The name of a project in a folder of this name: `Tea Shop` is `tea-shop`. */
export function projectName(folderName: string): string {
  const name = folderName
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
  return name === '' ? NAME : name
}

const PACKAGES = ['cli', 'contracts', 'duckdb', 'files', 'models', 'pipeline', 'sql']

async function manifest(name: string): Promise<string> {
  const own = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string
    readonly peerDependencies: Readonly<Record<string, string>>
  }
  const ours = Object.fromEntries(PACKAGES.map((each) => [`@meshwright/${each}`, `^${own.version}`]))
  return json({
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    engines: { node: '>=22.18' },
    scripts: { start: 'meshwright run', test: 'meshwright test', typecheck: 'tsc --noEmit' },
    dependencies: { ...ours, ...own.peerDependencies },
    devDependencies: { '@types/node': '^24.0.0', typescript: '^7.0.0' },
  })
}

function compilerOptions(folder: string): string {
  const include = ['**/*.ts']
  // In a checkout of Meshwright its packages are compiled from their sources, and as it compiles them.
  const base = fileURLToPath(new URL('../../../tsconfig.base.json', import.meta.url))
  if (import.meta.url.endsWith('.ts') && existsSync(base)) {
    const path = relative(folder, base).split(sep).join('/')
    return json({ extends: path.startsWith('.') ? path : `./${path}`, include })
  }
  return json({
    compilerOptions: {
      target: 'es2024',
      lib: ['es2024'],
      module: 'nodenext',
      types: ['node'],
      strict: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      erasableSyntaxOnly: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
    },
    include,
  })
}

/** As prettier lays it out: lists of words on one line. */
const json = (value: unknown) =>
  `${JSON.stringify(value, null, 2).replaceAll(/\[\s+([^[\]{}]*?)\s+\]/g, (_, words: string) => `[${words.replaceAll(/\s+/g, ' ')}]`)}\n`
