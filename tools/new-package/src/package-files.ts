import type { PackageKind, PackagePlan } from './package-plan.ts'

export interface Surroundings {
  /** The version of contracts in this checkout: all public packages have one. */
  readonly contracts: string
  readonly licence: string
}

const PURPOSE: Readonly<Record<PackageKind, (title: string) => string>> = {
  connector: (title) => `${title} as a source.`,
  warehouse: (title) => `${title} as a warehouse.`,
  engine: (title) => `${title} over contracts.`,
}

const NEXT: Readonly<Record<PackageKind, string>> = {
  connector:
    'A connector is a function that returns a `Connector` of contracts; `connectorSuite` of the testkit says what its streams must do.',
  warehouse: 'A warehouse is a function that returns a `Warehouse` of sql; `warehouseSuite` of the testkit says what it must do.',
  engine: 'An engine takes contracts and warehouses as arguments and names none.',
}

/** Every file of a new package, by its path below the root, before it is formatted. Pure. */
export function packageFiles(plan: PackagePlan, { contracts, licence }: Surroundings): ReadonlyMap<string, string> {
  const { folder, name, title, kind } = plan
  const up = '../'.repeat(folder.split('/').length)
  const description = PURPOSE[kind](title)
  const manifest = {
    name: `@meshwright/${name}`,
    version: contracts,
    description,
    license: 'Apache-2.0',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=22.18' },
    exports: {
      '.': { '@meshwright/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    files: ['dist', 'README.md', 'LICENSE'],
    dependencies: { '@meshwright/contracts': contracts },
    peerDependencies: { zod: '^4.6.0' },
  }
  const build = {
    extends: `${up}tsconfig.base.json`,
    compilerOptions: { noEmit: false, outDir: 'dist', rootDir: 'src', customConditions: [] },
    include: ['src'],
  }
  return new Map([
    [`${folder}/package.json`, JSON.stringify(manifest)],
    [`${folder}/tsconfig.json`, JSON.stringify({ extends: `${up}tsconfig.base.json`, include: ['src', 'test'] })],
    [`${folder}/tsconfig.build.json`, JSON.stringify(build)],
    [`${folder}/LICENSE`, licence],
    [`${folder}/README.md`, readme(plan, description)],
    [`${folder}/src/index.ts`, `export { ${title}Error, type ${title}ErrorCode } from './${name}-error.ts'\n`],
    [`${folder}/src/${name}-error.ts`, errorClass(title)],
    [`${folder}/test/${name}-error.test.ts`, errorTest(plan)],
    [`.changeset/new-${name}.md`, `---\n'@meshwright/${name}': minor\n---\n\n${description}\n`],
  ])
}

function errorClass(title: string): string {
  return `import { MeshwrightError, type ErrorCodes } from '@meshwright/contracts'

const CODES = {
  'option-invalid': {
    means: 'An option has a value it cannot have.',
    todo: 'Correct it as the message says.',
  },
} satisfies ErrorCodes

export type ${title}ErrorCode = keyof typeof CODES

/** What was declared cannot be done as it was declared. */
export class ${title}Error extends MeshwrightError<${title}ErrorCode> {
  static readonly codes: ErrorCodes<${title}ErrorCode> = CODES
}
`
}

function errorTest({ title }: PackagePlan): string {
  return `import { MeshwrightError } from '@meshwright/contracts'
import { expect, test } from 'vitest'
import { ${title}Error } from '../src/index.ts'

test('an error says its code, all its problems and whether to try again', () => {
  const error = new ${title}Error('option-invalid', 'orders: limit is -1; give 0 or more', { problems: ['orders: limit is -1'] })
  expect(error).toBeInstanceOf(MeshwrightError)
  expect(error).toMatchObject({ name: '${title}Error', code: 'option-invalid', retryable: false, problems: ['orders: limit is -1'] })
})
`
}

function readme({ name, title, kind }: PackagePlan, description: string): string {
  return `# @meshwright/${name}

${description}

${NEXT[kind]}

\`\`\`ts
import { ${title}Error } from '@meshwright/${name}'

try {
  throw new ${title}Error('option-invalid', 'orders: limit is -1; give 0 or more')
} catch (error) {
  if (error instanceof ${title}Error) console.error(error.code, error.message)
}
\`\`\`

## Errors

| code | when |
| --- | --- |
| \`option-invalid\` | an option has a value it cannot have |
`
}
