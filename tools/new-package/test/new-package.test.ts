import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { pack, shapeProblems, tarballProblems } from '@meshwright-tools/check-exports'
import { checkArrows } from '@meshwright-tools/repository'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newPackage } from '../src/index.ts'
import { planPackage } from '../src/package-plan.ts'

const repository = resolve(import.meta.dirname, '../../..')
const run = promisify(execFile)
const CONFIGURATION = [
  'package.json',
  'tsconfig.base.json',
  'vitest.config.ts',
  '.oxlintrc.json',
  '.prettierrc.json',
  '.dependency-cruiser.mjs',
  'LICENSE',
]

test.each([
  ['connectors/google-ads', { folder: 'packages/connectors/google-ads', name: 'google-ads', title: 'GoogleAds', kind: 'connector' }],
  ['warehouses/s3', { folder: 'packages/warehouses/s3', name: 's3', title: 'S3', kind: 'warehouse' }],
  ['lineage', { folder: 'packages/lineage', name: 'lineage', title: 'Lineage', kind: 'engine' }],
])('%s is understood', (path, plan) => {
  expect(planPackage(path)).toEqual(plan)
})

test.each(['', 'sinks/foo', 'connectors/foo/bar', 'connectors/Foo', '../foo', 'foo_bar', 'utils', 'connectors/common'])(
  '%j is refused',
  (path) => {
    expect(() => planPackage(path)).toThrow(/write|kebab-case|name the thing/)
  },
)

describe('in a copy of the repository', () => {
  let root: string
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'new-package-'))
    for (const file of CONFIGURATION) cpSync(join(repository, file), join(root, file))
    for (const path of ['packages/contracts', 'tools/repository']) {
      cpSync(join(repository, path), join(root, path), { recursive: true, filter: (source) => !/\/(dist|test|node_modules)$/.test(source) })
    }
    mkdirSync(join(root, 'node_modules/@meshwright'), { recursive: true })
    symlinkSync(join(root, 'packages/contracts'), join(root, 'node_modules/@meshwright/contracts'))
    for (const name of readdirSync(join(repository, 'node_modules'))) {
      if (name !== '@meshwright') symlinkSync(join(repository, 'node_modules', name), join(root, 'node_modules', name))
    }
  })
  afterAll(() => rmSync(root, { recursive: true }))

  const node = (...args: readonly string[]) => run(process.execPath, args, { cwd: root })
  const compiler = 'node_modules/@typescript/native/bin/tsc'

  test.each(['connectors/google-ads', 'warehouses/s3', 'lineage'])(
    '%s passes what every package has to pass',
    { timeout: 120_000 },
    async (path) => {
      const { folder, name, files } = await newPackage(root, path)

      await node(compiler, '--noEmit', '--checkers', '1', '--project', folder)
      await node('node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings', folder)
      await node('node_modules/prettier/bin/prettier.cjs', '--check', ...files.filter((file) => !file.endsWith('LICENSE')))
      const { stdout } = await node('node_modules/vitest/vitest.mjs', 'run', '--root', root, folder)
      expect(stdout).toContain('1 passed')

      const { problems } = await checkArrows(root, join(root, '.dependency-cruiser.mjs'), join(root, 'tsconfig.base.json'))
      expect(problems.filter((problem) => problem.includes(folder))).toEqual([])

      await node(compiler, '--checkers', '1', '--project', 'packages/contracts/tsconfig.build.json')
      await node(compiler, '--checkers', '1', '--project', `${folder}/tsconfig.build.json`)
      const each = {
        name: `@meshwright/${name}`,
        version: (JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { version: string }).version,
        folder: join(root, folder),
        specifiers: [],
        bins: [],
        peers: {},
        dependencies: [],
      }
      const tarball = (await pack(root, [each], root)).get(each.name)
      if (!tarball) throw new Error('nothing was packed')
      expect(tarballProblems(tarball, repository)).toEqual([])
      expect(await shapeProblems(tarball)).toEqual([])
      expect(readFileSync(join(root, `.changeset/new-${name}.md`), 'utf8')).toContain(`'@meshwright/${name}': minor`)
    },
  )

  test('a place or a name that is taken is refused, and nothing is written', async () => {
    await expect(newPackage(root, 'contracts')).rejects.toThrow('packages/contracts is there already')
    await expect(newPackage(root, 'connectors/contracts')).rejects.toThrow('is the name of packages/contracts already')
    expect(readdirSync(join(root, 'packages'))).not.toContain('connectors/contracts')
  })
})
