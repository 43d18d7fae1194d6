import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MODELS_PER_SUBJECT, subject, subjectName, type Declaration } from './subject.ts'

export interface ProjectSize {
  /** A multiple of ten. */
  readonly models: number
  /** 1: each contract and each model has a file. 10: a file holds the contracts, another the models, of ten. */
  readonly perFile: 1 | 10
}

const CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url))
const SUBJECTS_PER_DOMAIN = 10

/** Writes a project into an empty folder, the same on every machine. Packages are found through this checkout. */
export async function writeProject(folder: string, { models, perFile }: ProjectSize): Promise<void> {
  const subjects = Array.from({ length: models / MODELS_PER_SUBJECT }, (_, index) => subject(index))
  const fileOf = new Map<string, string>()
  const files = new Map<string, Declaration[]>()
  const place = (index: number, kind: string, declarations: readonly Declaration[]) => {
    for (const declaration of declarations) {
      const path = `${domainFolder(index)}/${kind}/${perFile === 1 ? kebab(declaration.name) : subjectName(index)}.ts`
      files.set(path, [...(files.get(path) ?? []), declaration])
      fileOf.set(declaration.name, path)
    }
  }
  subjects.forEach((one, index) => {
    place(index, 'contracts', [...one.raw, ...one.contracts])
    place(index, 'models', one.models)
  })
  const texts = new Map(
    [...files].map(([path, declarations]) => [path, `${imports(path, declarations, fileOf)}\n${bodies(declarations)}\n`]),
  )
  const domains = new Map<string, number[]>()
  for (const index of subjects.keys()) domains.set(domainFolder(index), [...(domains.get(domainFolder(index)) ?? []), index])
  for (const [domain, indexes] of domains) {
    const own = indexes.flatMap((index) => subjects[index] ?? [])
    const path = `${domain}/index.ts`
    const raw = own.flatMap((one) => one.raw)
    const made = own.flatMap((one) => one.models)
    const contracts = [...new Set([...raw.map(({ name }) => name), ...own.flatMap((one) => one.checks.contracts)])]
    texts.set(
      path,
      `${[
        `import type { AnyModel } from '@meshwright/models'`,
        `import { csv } from '@meshwright/files'`,
        `import { checks } from '@meshwright/quality'`,
        ...importsOf(path, [...contracts, ...made.map(({ name }) => name)], fileOf),
      ].join('\n')}

export const tables = [${raw.map(({ name }) => `csv(${name})`).join(', ')}]
export const models: readonly AnyModel[] = [
${made.map(({ name }) => `  ${name},`).join('\n')}
]
export const tableChecks = [
  ${own.map((one) => one.checks.text).join(',\n  ')},
]
`,
    )
  }
  const names = [...domains.keys()].map((domain) => domain.split('/')[1] as string)
  texts.set(
    'meshwright.config.ts',
    `import { duckdb } from '@meshwright/duckdb'
import { files } from '@meshwright/files'
import { project } from '@meshwright/pipeline'
${names.map((name) => `import * as ${name} from './domains/${name}/index.ts'`).join('\n')}

const domains = [${names.join(', ')}]

export default project({
  name: 'generated',
  description: 'As large as it was asked for.',
  warehouse: duckdb(),
  sources: [files(new URL('./data/', import.meta.url), domains.flatMap((domain) => domain.tables))],
  models: domains.flatMap((domain) => domain.models),
  checks: domains.flatMap((domain) => domain.tableChecks),
})
`,
  )
  texts.set('package.json', `${JSON.stringify({ name: 'generated', private: true, type: 'module' })}\n`)
  texts.set(
    'tsconfig.json',
    `${JSON.stringify({ extends: join(CHECKOUT, 'tsconfig.base.json'), compilerOptions: { declaration: false, typeRoots: [join(CHECKOUT, 'node_modules/@types')] }, include: ['domains', 'meshwright.config.ts'] })}\n`,
  )
  for (const path of new Set([...texts.keys()].map((name) => dirname(name)))) await mkdir(join(folder, path), { recursive: true })
  for (const [path, text] of texts) await writeFile(join(folder, path), text)
  await symlink(join(CHECKOUT, 'node_modules'), join(folder, 'node_modules'))
}

/** The file of a model that nothing but its domain imports, for an edit: every subject has one. */
export const leafModelFile = (index: number, { perFile }: ProjectSize): string =>
  `${domainFolder(index)}/models/${perFile === 1 ? kebab(`${subjectName(index)}DmRankingModel`) : subjectName(index)}.ts`

const domainFolder = (index: number): string => `domains/d${String(Math.floor(index / SUBJECTS_PER_DOMAIN)).padStart(3, '0')}`

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const bodies = (declarations: readonly Declaration[]): string => declarations.map(({ text }) => text).join('\n\n')

function imports(path: string, declarations: readonly Declaration[], fileOf: ReadonlyMap<string, string>): string {
  const packages = new Map<string, Set<string>>()
  for (const declaration of declarations)
    for (const [name, wanted] of Object.entries(declaration.packages))
      packages.set(name, new Set([...(packages.get(name) ?? []), ...wanted]))
  const lines = [...packages].map(([name, wanted]) =>
    wanted.has('* as z') ? `import * as z from 'zod'` : `import { ${[...wanted].toSorted().join(', ')} } from '${name}'`,
  )
  return [...lines, ...importsOf(path, [...new Set(declarations.flatMap(({ contracts }) => contracts))], fileOf), ''].join('\n')
}

function importsOf(path: string, names: readonly string[], fileOf: ReadonlyMap<string, string>): string[] {
  const byFile = new Map<string, string[]>()
  for (const name of names) {
    const from = fileOf.get(name) as string
    if (from !== path) byFile.set(from, [...(byFile.get(from) ?? []), name])
  }
  return [...byFile].map(([from, wanted]) => {
    const to = relative(dirname(path), from)
    return `import { ${wanted.join(', ')} } from '${to.startsWith('.') ? to : `./${to}`}'`
  })
}
