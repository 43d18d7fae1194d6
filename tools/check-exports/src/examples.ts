import { readPages, roleOf, type CodeBlock, type Page } from '@meshwright-tools/doc-examples'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Project } from './install.ts'
import type { PublicPackage } from './public-package.ts'
import { run } from './run.ts'
import { PEERS, type Peers } from './supported.ts'
import { pick, type Toolchain } from './toolchain.ts'
import { compile } from './type-problems.ts'

/** A script that a page shows, complete in itself. */
export interface Example {
  readonly name: string
  readonly text: string
  /** The files that the page has shown before it, by their paths. */
  readonly files: Readonly<Record<string, string>>
  /** The packages it imports, by name, without Node's own. */
  readonly imports: readonly string[]
}

/** The scripts of the packages' READMEs and of the page about packages alone, but for those that need more than themselves. */
export function findExamples(pages: readonly Page[] = readPages()): Example[] {
  return pages
    .filter(({ path, copyOf, postgresAt }) => copyOf === undefined && postgresAt === undefined && PAGES.test(path))
    .flatMap((page) =>
      page.blocks
        .filter((block) => roleOf(block) === 'module' && block.options['refused'] === undefined)
        .map((block) => exampleOf(page, block)),
    )
}

const PAGES = /^packages\/(?!testkit\/).*README\.md$|^docs\/guide\/packages-alone\.md$/

function exampleOf(page: Page, block: CodeBlock): Example {
  const names = [...block.text.matchAll(/\bfrom '((?:@[^/']+\/)?[^/'.]+)/g)].map((match) => match[1] ?? '')
  return {
    name: `${page.path}:${block.line}`,
    text: block.text,
    files: Object.fromEntries(
      page.blocks
        .filter((other) => other.number < block.number && roleOf(other) === 'file')
        .map((other) => [String(other.options['file']), other.text]),
    ),
    imports: [...new Set(names)].filter((name) => !name.startsWith('node:')),
  }
}

/** Where an example is tried: a project that has what it imports and nothing else. */
export type InstallFor = (wanted: readonly PublicPackage[], peers: Peers, more: Readonly<Record<string, string>>) => Promise<Project>

/**
 * Type-checks and runs an example: with the lowest peers on the lowest Node and compiler, with the newest on the newest. `versions` are
 * those of packages that are not ours.
 */
export async function exampleProblems(
  example: Example,
  packages: readonly PublicPackage[],
  installFor: InstallFor,
  toolchain: Toolchain,
  versions: Readonly<Record<string, string>>,
): Promise<string[]> {
  const wanted = packages.filter(({ name }) => example.imports.includes(name))
  const foreign = example.imports.filter((name) => !wanted.some((each) => each.name === name || name in each.peers))
  const more = Object.fromEntries(
    [...foreign, ...example.imports.map((name) => `@types/${name}`)].flatMap((name) => {
      const version = versions[name]
      return version === undefined ? [] : [[name, version] as const]
    }),
  )
  const problems: string[] = []
  for (const peers of PEERS) {
    const project = await installFor(wanted, peers, more)
    const [compiler, tsc] = pick(toolchain.compilers, peers)
    const [node, program] = pick(toolchain.nodes, peers)
    const file = `${example.name.replaceAll(/[^a-z0-9]+/gi, '-')}.ts`
    writeFileSync(join(project.folder, file), example.text)
    const scratch = mkdtempSync(join(project.folder, 'scratch-'))
    for (const [path, text] of Object.entries(example.files)) {
      mkdirSync(dirname(join(scratch, path)), { recursive: true })
      writeFileSync(join(scratch, path), text)
    }
    const said = await compile(project.folder, [file], { name: compiler, tsc, resolution: 'nodenext' })
    const ran = await run(program, [join(project.folder, file)], scratch).then(
      () => [],
      (error: Error) => [`${node}: ${error.message}`],
    )
    problems.push(...[...said, ...ran].map((problem) => `${example.name}, ${peers} peers, ${problem}`))
  }
  return problems
}

/** The versions that this repository itself has of everything, by name. */
export function repositoryVersions(root: string): Record<string, string> {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version?: string }> }
  return Object.fromEntries(
    Object.entries(lock.packages).flatMap(([path, { version }]) =>
      version !== undefined && /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) ? [[path.slice('node_modules/'.length), version]] : [],
    ),
  )
}
