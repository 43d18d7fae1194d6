import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Bench } from '../bench.ts'
import { coldProcess, type Sample } from '../cold-process.ts'
import { measurement, median } from '../measurement.ts'

const BIN = fileURLToPath(new URL('../../../../packages/cli/bin/meshwright.js', import.meta.url))
/** What the command may take beyond a Node that does nothing, in seconds. */
const ALLOWED = 0.15

const start: Bench = {
  name: 'start',
  summary: 'meshwright --help over a Node that does nothing',
  defaultRows: [1],
  defaultRepeat: 15,
  async run({ rows, repeat, say }) {
    const bare: Sample[] = []
    const help: Sample[] = []
    for (let round = 0; round <= repeat; round++) {
      const [nothing, shown] = [
        await coldProcess(process.execPath, ['-e', '0'], tmpdir()),
        await coldProcess(process.execPath, [BIN, '--help'], tmpdir()),
      ]
      if (round === 0) continue // a warm-up
      bare.push(nothing)
      help.push(shown)
      say(`round ${round}  node ${nothing.seconds.toFixed(3)} s  help ${shown.seconds.toFixed(3)} s`)
    }
    const limit = median(bare.map((sample) => sample.seconds)) + ALLOWED
    const seconds = median(help.map((sample) => sample.seconds))
    return [measurement({ bench: 'start', case: 'help', rows, seconds, limit, rss_mb: Math.max(...help.map((sample) => sample.rss_mb)) })]
  },
}

export default start
