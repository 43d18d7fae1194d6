import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { packageFiles } from './package-files.ts'
import { planPackage, type PackagePlan } from './package-plan.ts'

/** Writes a new package into the checkout at `root`. Throws, and writes nothing, when its place or its name is taken. */
export async function newPackage(root: string, path: string): Promise<PackagePlan & { readonly files: readonly string[] }> {
  const plan = planPackage(path)
  const manifest = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as { name: string; version: string }
  if (existsSync(join(root, plan.folder))) throw new Error(`${plan.folder} is there already`)
  const taken = globSync('packages/{*,*/*}/package.json', { cwd: root }).find((file) => manifest(file).name === `@meshwright/${plan.name}`)
  if (taken) throw new Error(`@meshwright/${plan.name} is the name of ${dirname(taken)} already`)

  const surroundings = {
    contracts: manifest('packages/contracts/package.json').version,
    licence: readFileSync(join(root, 'LICENSE'), 'utf8'),
  }
  const files = packageFiles(plan, surroundings)
  for (const [file, text] of files) {
    const place = join(root, file)
    mkdirSync(dirname(place), { recursive: true })
    const options = await resolveConfig(place)
    writeFileSync(place, /\.(json|ts|md)$/.test(file) ? await format(text, { ...options, filepath: place }) : text)
  }
  return { ...plan, files: [...files.keys()] }
}
