import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleProblems, findExamples, repositoryVersions } from './examples.ts'
import { installProject, type Project, type Tarballs } from './install.ts'
import { newProjectProblems } from './new-project.ts'
import { pack } from './pack.ts'
import { publicPackages, type PublicPackage } from './public-package.ts'
import { runProblems } from './run-problems.ts'
import { shapeProblems } from './shape-problems.ts'
import { PEERS, RESOLUTIONS, type Peers, type Resolution } from './supported.ts'
import { tarballProblems } from './tarball-problems.ts'
import { installToolchain, pick, type Toolchain } from './toolchain.ts'
import { typeProblems, type Compilation } from './type-problems.ts'
import { weigh } from './weight.ts'

/** Whom a problem is about, and in which respect. */
export interface Problem {
  readonly of: string
  readonly aspect: Aspect
  readonly problem: string
}

export const ASPECTS = ['content', 'shape', 'types', 'runs', 'alone', 'weight', 'examples'] as const
export type Aspect = (typeof ASPECTS)[number]

/** The size of a package. */
export interface Size {
  readonly name: string
  readonly files: number
  readonly kilobytes: number
  /** kB of its own code, bundled, minified and gzipped. */
  readonly bundle: number
  readonly importMilliseconds: number
}

export interface Checked {
  readonly sizes: readonly Size[]
  readonly examples: readonly string[]
  readonly problems: readonly Problem[]
}

/** Packs every public package of a built checkout and uses them, together and alone, in empty projects elsewhere. */
export async function checkExports(root: string, say: (line: string) => void): Promise<Checked> {
  const packages = publicPackages(root)
  if (packages.length === 0) throw new Error(`there is no public package below ${root}`)
  const scratch = mkdtempSync(join(tmpdir(), 'check-exports-'))
  try {
    say('packing')
    const tarballs: Tarballs = { packages, packed: await pack(root, packages, scratch) }
    say('installing compilers and Node')
    const toolchain = await installToolchain(join(scratch, 'toolchain'))
    const problems: Problem[] = []
    const note = (of: string, aspect: Aspect, found: readonly string[]) =>
      problems.push(...found.map((problem) => ({ of, aspect, problem })))

    for (const each of packages) {
      const packed = tarballs.packed.get(each.name)
      if (packed === undefined) throw new Error(`${each.name} was not packed`)
      note(each.name, 'content', tarballProblems(packed, root))
      note(each.name, 'shape', await shapeProblems(packed))
    }
    const folders = new Map<string, Promise<Project>>()
    const installFor = (wanted: readonly PublicPackage[], peers: Peers, more: Readonly<Record<string, string>> = {}) => {
      const key = JSON.stringify([wanted.map(({ name }) => name), peers, more])
      const made = folders.get(key) ?? installProject(join(scratch, `project-${folders.size}`), wanted, peers, tarballs, more)
      folders.set(key, made)
      return made
    }
    for (const peers of PEERS) {
      say(`all packages together, with the ${peers} peers`)
      const together = await installFor(packages, peers)
      const found = await typeProblems(together, compilations(toolchain, Object.keys(RESOLUTIONS) as Resolution[]))
      for (const each of packages) {
        note(
          each.name,
          'types',
          found.filter((problem) => mentions(problem, each.name)).map((problem) => `${peers} peers: ${problem}`),
        )
        for (const node of toolchain.nodes) note(each.name, 'runs', await runProblems(together.folder, each, node))
      }
      note(
        'the consumer',
        'types',
        found.filter((problem) => !packages.some(({ name }) => mentions(problem, name))),
      ) // Nobody's fault by name.
    }
    for (const peers of PEERS) {
      say(`a new project, with the ${peers} peers`)
      const { folder } = await installFor(packages, peers)
      const [node, compiler] = [pick(toolchain.nodes, peers), pick(toolchain.compilers, peers)]
      const found = await newProjectProblems(folder, node[1], compiler[1])
      note(
        '@meshwright/cli',
        'runs',
        found.map((problem) => `${node[0]}, ${compiler[0]}: ${problem}`),
      )
    }
    const sizes: Size[] = []
    for (const each of packages) {
      say(`${each.name} alone`)
      for (const peers of PEERS) note(each.name, 'alone', await aloneProblems(await installFor([each], peers), each, toolchain))
      const weight = await weigh((await installFor([each], 'newest')).folder, each)
      note(each.name, 'weight', weight.problems)
      const packed = tarballs.packed.get(each.name)
      sizes.push({
        name: each.name,
        files: packed?.paths.length ?? 0,
        kilobytes: Math.ceil((packed?.bytes ?? 0) / 1024),
        bundle: weight.bundle / 1024,
        importMilliseconds: weight.importing,
      })
    }
    const examples = findExamples()
    const versions = repositoryVersions(root)
    for (const example of examples) {
      say(`the example ${example.name}`)
      note(example.name, 'examples', await exampleProblems(example, packages, installFor, toolchain, versions))
    }
    return { sizes, examples: examples.map(({ name }) => name), problems }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Without the others that its tests and examples have: with the lowest peers on the lowest Node and compiler, with the newest on the newest. */
async function aloneProblems(project: Project, each: PublicPackage, toolchain: Toolchain): Promise<string[]> {
  const [name, tsc] = pick(toolchain.compilers, project.peers)
  const found = [
    ...(await typeProblems(project, [{ name, tsc, resolution: 'nodenext' }])),
    ...(await runProblems(project.folder, each, pick(toolchain.nodes, project.peers))),
  ]
  return found.map((problem) => `${project.peers} peers: ${problem}`)
}

function compilations({ compilers }: Toolchain, resolutions: readonly Resolution[]): Compilation[] {
  return [...compilers].flatMap(([compiler, tsc]) =>
    resolutions.map((resolution) => ({ name: `${compiler} ${resolution}`, tsc, resolution })),
  )
}

const mentions = (problem: string, name: string) => problem.includes(`${name}/`) || problem.includes(`'${name}'`)
