import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from './install.ts'
import { run } from './run.ts'
import { RESOLUTIONS, type Resolution } from './supported.ts'

/** One way to compile a project. */
export interface Compilation {
  readonly name: string
  /** `bin/tsc`. */
  readonly tsc: string
  readonly resolution: Resolution
}

/** Errors of the compiler, `name: error` each, in `files` of a project and in the published types themselves. */
export async function compile(folder: string, files: readonly string[], { name, tsc, resolution }: Compilation): Promise<string[]> {
  const config = `tsconfig.${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.json`
  const compilerOptions = {
    ...RESOLUTIONS[resolution],
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    types: ['node'],
    skipLibCheck: false,
  }
  writeFileSync(join(folder, config), JSON.stringify({ compilerOptions, files }))
  const printed = await run(process.execPath, [tsc, '--pretty', 'false', '--project', config], folder).then(
    () => '',
    (error: Error) => error.message,
  )
  // What other packages get wrong in their types is not ours.
  const ours = printed
    .split('\n')
    .filter((line) => /error TS\d+/.test(line) && (line.startsWith('node_modules/@meshwright/') || !line.startsWith('node_modules/')))
  const unread = printed !== '' && !printed.includes('error TS') ? [printed] : []
  return [...ours, ...unread].map((line) => `${name}: ${line}`)
}

/** A project that imports every public path of its packages, and nothing else. */
export async function typeProblems(project: Project, compilations: readonly Compilation[]): Promise<string[]> {
  const lines = project.packages
    .flatMap(({ specifiers }) => specifiers)
    .map((specifier, at) => [
      `import * as m${at} from '${specifier}'`,
      // A module that was found without its types would be any.
      `export const typed${at}: 0 extends 1 & typeof m${at} ? never : typeof m${at} = m${at}`,
    ])
  writeFileSync(join(project.folder, 'consumer.ts'), lines.flat().join('\n'))
  const problems: string[] = []
  for (const compilation of compilations) problems.push(...(await compile(project.folder, ['consumer.ts'], compilation)))
  return problems
}
