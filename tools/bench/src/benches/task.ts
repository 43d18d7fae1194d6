import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bench } from '../bench.ts'
import { beyondNode } from '../beyond-node.ts'
import { coldProcess } from '../cold-process.ts'

const COMMAND = fileURLToPath(new URL('../published-command.js', import.meta.url))
const BY_HAND = fileURLToPath(new URL('../task/by-hand.js', import.meta.url))
const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

const task: Bench = {
  name: 'task',
  summary: 'meshwright run --task over a Node that does nothing: one task of a scheduler in a process of its own',
  defaultRows: [1],
  defaultRepeat: 15,
  async run(options) {
    const folder = mkdtempSync(join(tmpdir(), 'meshwright-bench-task-'))
    const project = join(folder, 'shop')
    const meshwright = (cwd: string, ...args: string[]) => coldProcess(process.execPath, [COMMAND, ...args], cwd)
    try {
      await meshwright(folder, 'init', 'shop')
      symlinkSync(MODULES, join(project, 'node_modules'))
      await meshwright(project, 'run')
      // It looks at the file, finds it as it was, and says so to the gate.
      const call = () => meshwright(project, 'run', '--task', 'ingest:orders', '--run-id', 'nightly', '--try', '1')
      const libraries = () => coldProcess(process.execPath, [BY_HAND, join(project, '.meshwright/warehouse.duckdb')], project)
      return [
        await beyondNode({ bench: 'task', case: 'ingest', cwd: project, allowed: 0.3, call }, options),
        await beyondNode({ bench: 'task', case: 'by hand', cwd: project, allowed: 0.3, call: libraries }, options),
      ]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

export default task
