import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Bench } from '../bench.ts'
import { beyondNode } from '../beyond-node.ts'
import { coldProcess } from '../cold-process.ts'

const BIN = fileURLToPath(new URL('../../../../packages/cli/bin/meshwright.js', import.meta.url))

const start: Bench = {
  name: 'start',
  summary: 'meshwright --help over a Node that does nothing',
  defaultRows: [1],
  defaultRepeat: 15,
  async run(options) {
    const cwd = tmpdir()
    const call = () => coldProcess(process.execPath, [BIN, '--help'], cwd)
    return [await beyondNode({ bench: 'start', case: 'help', cwd, allowed: 0.15, call }, options)]
  },
}

export default start
