import { join } from 'node:path'
import type { PublicPackage } from './public-package.ts'
import { run } from './run.ts'

/** Imports each public path of a package in a project that has it, runs each of its programs, and tries one path that is not public. */
export async function runProblems(folder: string, each: PublicPackage, [name, node]: readonly [string, string]): Promise<string[]> {
  const attempt = (what: string, ran: Promise<unknown>) =>
    ran.then(
      () => [],
      (error: Error) => [`${name}: ${what}: ${error.message}`],
    )
  const script = (text: string) => run(node, ['--input-type=module', '--eval', text], folder)
  const nothing = "if (Object.keys(found).length === 0) throw new Error('it exports nothing')"
  const problems = await Promise.all([
    ...each.specifiers.map((specifier) =>
      attempt(`import '${specifier}'`, script(`const found = await import('${specifier}'); ${nothing}`)),
    ),
    ...each.bins.map((bin) => attempt(`${bin} --help`, run(node, [join(folder, 'node_modules/.bin', bin), '--help'], folder))),
    attempt('a deep import', script(`await import('${each.name}/dist/index.js').then(() => { throw new Error('resolves') }, () => {})`)),
  ])
  return problems.flat()
}
