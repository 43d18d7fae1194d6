import { join } from 'node:path'
import { run } from './run.ts'

/** Makes a project with the installed command, inside the folder that has the packages, and does with it what `init` says to do next. */
export async function newProjectProblems(consumer: string, node: string, tsc: string): Promise<string[]> {
  const meshwright = join(consumer, 'node_modules/.bin/meshwright')
  const folder = join(consumer, 'new-project')
  const steps: readonly (readonly [what: string, args: readonly string[], cwd: string])[] = [
    ['meshwright init', [meshwright, 'init', 'new-project'], consumer],
    ['meshwright run in a new project', [meshwright, 'run'], folder],
    ['meshwright test in a new project', [meshwright, 'test'], folder],
    ['tsc in a new project', [tsc, '--noEmit'], folder],
  ]
  for (const [what, args, cwd] of steps) {
    const problem = await run(node, args, cwd).then(
      () => undefined,
      (error: Error) => `${what}: ${error.message}`,
    )
    if (problem !== undefined) return [problem]
  }
  return []
}
