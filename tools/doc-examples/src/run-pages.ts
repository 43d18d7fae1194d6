import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BlockRun } from './run-page.ts'

const START = join(import.meta.dirname, 'start-run.ts')

/** Runs pages, each below `work`, in one process. All pages when none is named. */
export async function runPages(work: string, only: readonly string[] = []): Promise<ReadonlyMap<string, readonly BlockRun[]>> {
  const result = join(work, `runs-${only.join('-').replaceAll('/', '_').slice(0, 100)}.json`)
  const args = ['--conditions=@meshwright/source', '--disable-warning=ExperimentalWarning', START, work, result, ...only]
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' }
  delete env['FORCE_COLOR']
  let words = ''
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (words += chunk.toString()))
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0) throw new Error(`the pages could not be run:\n${words}`)
  return new Map(Object.entries(JSON.parse(readFileSync(result, 'utf8')) as Record<string, BlockRun[]>))
}
