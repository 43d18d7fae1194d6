import { globSync } from 'node:fs'
import { join } from 'node:path'
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser'
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractCompilerOptions from 'dependency-cruiser/config-utl/extract-ts-config'

/** What the rules of `.dependency-cruiser.mjs` say of a tree. */
export interface Arrows {
  readonly modules: number
  readonly dependencies: number
  /** One line each; empty when every arrow is allowed. */
  readonly problems: readonly string[]
}

const ROOMS = ['packages', 'apps', 'tools']
const SOURCES = '{packages,apps,tools}/**/{src,test}/**/*.ts'

/**
 * Checks every import below `root`. A file that was not looked at and a workspace package that did not resolve to its sources are
 * problems too: with another compiler installed the same rules look at nothing and pass.
 */
export async function checkArrows(root: string, rules: string, compilerOptions: string): Promise<Arrows> {
  const options: ICruiseOptions = { ...(await extractOptions(rules)), baseDir: root, validate: true }
  const rooms = ROOMS.filter((room) => globSync(room, { cwd: root }).length > 0)
  const { output } = await cruise(rooms, options, {}, { tsConfig: extractCompilerOptions(compilerOptions) })
  const result = output as ICruiseResult
  const seen = new Set(result.modules.map((module) => module.source))
  const files = globSync(SOURCES, { cwd: root, exclude: (path) => /(^|\/)(node_modules|dist|fixtures)$/.test(path) })
  const imports = result.modules.flatMap((module) => module.dependencies.map((dependency) => ({ from: module.source, ...dependency })))
  return {
    modules: seen.size,
    dependencies: imports.length,
    problems: [
      ...(files.length === 0 ? [`no sources at all below ${join(root, SOURCES)}`] : []),
      ...files.filter((file) => !seen.has(file)).map((file) => `not looked at: ${file}`),
      ...imports
        .filter(({ module, resolved }) => module.startsWith('@meshwright') && !/^(packages|apps|tools)\/.*\/src\//.test(resolved))
        .map(({ from, module, resolved }) => `not resolved to its sources: ${from} → ${module} (${resolved})`),
      ...result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    ],
  }
}
