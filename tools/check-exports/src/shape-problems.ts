import { readFileSync } from 'node:fs'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import type { Packed } from './pack.ts'

/** Packages are ESM only, so how CommonJS would find their types does not matter. */
const COMMON_JS = new Set(['node10', 'node16-cjs'])

/** What publint and "are the types wrong" say of a tarball. */
export async function shapeProblems(packed: Packed): Promise<string[]> {
  const tarball = readFileSync(packed.file)
  const { messages, pkg } = await publint({ pkgDir: packed.content, pack: false, strict: true })
  const types = await checkPackage(createPackageFromTarballData(tarball))
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`),
    ...(types.types === false
      ? ['types: there are none']
      : types.problems
          .filter((problem) => !('resolutionKind' in problem && COMMON_JS.has(problem.resolutionKind)))
          .map((problem) => `types: ${problem.kind} ${JSON.stringify(problem)}`)),
  ]
}
