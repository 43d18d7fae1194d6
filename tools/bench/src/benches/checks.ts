import { alternate, type Side } from '../alternate.ts'
import type { Bench } from '../bench.ts'
import type { ChecksArgument } from '../checks/settings.ts'
import { eventsParquet } from '../events-parquet.ts'

const MEMORY_LIMIT = '2GB'
const THREADS = 2

const checks: Bench = {
  name: 'checks',
  summary: '30 checks of a Parquet file, beside four queries written by hand',
  defaultRows: [10_000_000],
  async run(options) {
    const argument: ChecksArgument = {
      data: await eventsParquet(options.rows),
      rows: options.rows,
      memoryLimit: MEMORY_LIMIT,
      threads: THREADS,
    }
    const side = (script: string): Side => ({ script: new URL(script, import.meta.url), argument, prepare: () => Promise.resolve() })
    return alternate('checks', options.rows, { ours: side('../checks/ours.ts'), limit: side('../checks/by-hand.ts') }, options)
  },
}

export default checks
