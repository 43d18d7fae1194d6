import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CreateNodes, TargetConfiguration } from 'nx/src/devkit-exports'

const TSC = 'node node_modules/@typescript/native/bin/tsc --checkers 1'

/** Gives every workspace package its targets, so that no package repeats them and a new one has them at once. */
export const createNodes: CreateNodes = [
  '{packages,apps,tools}/**/package.json',
  (files, _options, { workspaceRoot }) =>
    files.map((file) => {
      const root = dirname(file)
      const published = existsSync(join(workspaceRoot, root, 'tsconfig.build.json'))
      return [file, { projects: { [root]: { root, targets: published ? { ...checks(root), build: build(root) } : checks(root) } } }]
    }),
]

function checks(root: string): Record<string, TargetConfiguration> {
  return {
    // Packages see each other's sources, so neither needs a build.
    typecheck: cached({ command: `${TSC} --noEmit --project ${root}`, inputs: ['default', '^default', 'compiler'] }),
    test: cached({ command: `vitest run ${root}/`, inputs: ['default', '^default', 'compiler', 'tests'] }),
    lint: cached({ command: `oxlint --type-aware --deny-warnings ${root}`, inputs: ['default', '^default', 'compiler', 'rules'] }),
  }
}

/** Types by the compiler, to which dependencies resolve as they are published, so that they are built first; code by the bundler. */
function build(root: string): TargetConfiguration {
  const dist = join(root, 'dist')
  return cached({
    command: [
      `node -e "fs.rmSync('${dist}',{recursive:true,force:true})"`,
      `${TSC} --project ${root}/tsconfig.build.json`,
      `node tools/repository/src/start-bundle.ts ${root}`,
    ].join(' && '),
    dependsOn: ['^build'],
    inputs: ['default', '^default', 'compiler', 'bundler'],
    outputs: ['{projectRoot}/dist'],
  })
}

function cached(target: TargetConfiguration & { command: string }): TargetConfiguration {
  return { cache: true, ...target, options: { cwd: '{workspaceRoot}' } }
}
