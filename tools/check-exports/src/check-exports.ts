import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installConsumer, runProblems, typeProblems } from './consumer.ts'
import { newProjectProblems } from './new-project.ts'
import { pack } from './pack.ts'
import { publicPackages } from './public-package.ts'
import { shapeProblems } from './shape-problems.ts'
import { tarballProblems } from './tarball-problems.ts'

export interface Checked {
  readonly name: string
  readonly files: number
  readonly kilobytes: number
  readonly content: readonly string[]
  readonly shape: readonly string[]
  readonly types: readonly string[]
  readonly runs: readonly string[]
}

/** Packs every public package of a built checkout and uses all of them together in an empty project elsewhere. */
export async function checkExports(root: string): Promise<Checked[]> {
  const packages = publicPackages(root)
  if (packages.length === 0) throw new Error(`there is no public package below ${root}`)
  const scratch = mkdtempSync(join(tmpdir(), 'check-exports-'))
  try {
    const packed = await pack(root, packages, scratch)
    const consumer = join(scratch, 'consumer')
    mkdirSync(consumer)
    await installConsumer(consumer, packages, packed)
    const types = await typeProblems(consumer, packages)
    const checked: Checked[] = []
    for (const each of packages) {
      const tarball = packed.get(each.name)
      if (!tarball) throw new Error(`${each.name} was not packed`)
      checked.push({
        name: each.name,
        files: tarball.paths.length,
        kilobytes: Math.ceil(tarball.bytes / 1024),
        content: tarballProblems(tarball, root),
        shape: await shapeProblems(tarball),
        types: types.filter((problem) => mentions(problem, each.name)),
        runs: [...(await runProblems(consumer, each)), ...(each.bins.includes('meshwright') ? await newProjectProblems(consumer) : [])],
      })
    }
    const unclaimed = types.filter((problem) => !packages.some(({ name }) => mentions(problem, name)))
    if (unclaimed.length > 0)
      checked.push({ name: 'the consumer', files: 0, kilobytes: 0, content: [], shape: [], types: unclaimed, runs: [] })
    return checked
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

const mentions = (problem: string, name: string) => problem.includes(`${name}/`) || problem.includes(`'${name}'`)
