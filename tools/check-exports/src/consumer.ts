import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Packed } from './pack.ts'
import type { PublicPackage } from './public-package.ts'
import { run } from './run.ts'

/** How TypeScript finds packages: in Node, in a bundler. */
const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  node16: { module: 'node16', moduleResolution: 'node16' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
} as const

/** An empty project that installs every tarball, with their peers and the types of Node as anybody's project has them. */
export async function installConsumer(
  folder: string,
  packages: readonly PublicPackage[],
  packed: ReadonlyMap<string, Packed>,
): Promise<void> {
  const tarballs = Object.fromEntries([...packed].map(([name, { file }]) => [name, `file:${file}`]))
  const peers = Object.assign({}, ...packages.map((each) => each.peers)) as Record<string, string>
  const project = {
    name: 'consumer',
    private: true,
    type: 'module',
    dependencies: { ...peers, ...tarballs },
    devDependencies: { '@types/node': '^24.0.0' },
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project, null, 2))
  await run(
    'npm',
    ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'],
    folder,
  )
}

/** Errors of the compiler, `name: error` each, of a consumer that imports everything, and in the published types themselves. */
export async function typeProblems(folder: string, packages: readonly PublicPackage[]): Promise<string[]> {
  const lines = packages
    .flatMap(({ specifiers }) => specifiers)
    .map((specifier, at) => [
      `import * as m${at} from '${specifier}'`,
      // A module that was found without its types would be any.
      `export const typed${at}: 0 extends 1 & typeof m${at} ? never : typeof m${at} = m${at}`,
    ])
  writeFileSync(join(folder, 'consumer.ts'), lines.flat().join('\n'))
  const problems: string[] = []
  for (const [name, resolution] of Object.entries(RESOLUTIONS)) {
    const compilerOptions = {
      ...resolution,
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable'],
      strict: true,
      noEmit: true,
      types: ['node'],
      skipLibCheck: false,
    }
    writeFileSync(join(folder, `tsconfig.${name}.json`), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
    const printed = await run(
      process.execPath,
      [compiler(), '--checkers', '1', '--pretty', 'false', '--project', `tsconfig.${name}.json`],
      folder,
    ).then(
      () => '',
      (error: Error) => error.message,
    )
    // What other packages get wrong in their types is not ours.
    const ours = printed.split('\n').filter((line) => /^(consumer\.ts|node_modules\/@meshwright\/).*error/.test(line))
    problems.push(...ours.map((line) => `${name}: ${line}`))
    if (printed !== '' && !printed.includes('error TS')) problems.push(`${name}: ${printed}`)
  }
  return problems
}

export function compiler(): string {
  const require = createRequire(import.meta.url)
  return join(dirname(require.resolve('@typescript/native/package.json')), 'bin/tsc')
}

/** Imports each public path under Node, runs each program, and tries one path that is not public. */
export async function runProblems(folder: string, each: PublicPackage): Promise<string[]> {
  const attempt = (what: string, ran: Promise<unknown>) =>
    ran.then(
      () => [],
      (error: Error) => [`${what}: ${error.message}`],
    )
  const script = (text: string) => run(process.execPath, ['--input-type=module', '--eval', text], folder)
  const nothing = "if (Object.keys(found).length === 0) throw new Error('it exports nothing')"
  const problems = await Promise.all([
    ...each.specifiers.map((specifier) =>
      attempt(`import '${specifier}'`, script(`const found = await import('${specifier}'); ${nothing}`)),
    ),
    ...each.bins.map((bin) => attempt(`${bin} --help`, run(join(folder, 'node_modules/.bin', bin), ['--help'], folder))),
    attempt('a deep import', script(`await import('${each.name}/dist/index.js').then(() => { throw new Error('resolves') }, () => {})`)),
  ])
  return problems.flat()
}
