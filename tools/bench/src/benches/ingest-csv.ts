import { mkdtemp, mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { alternate, type Side } from '../alternate.ts'
import type { Bench } from '../bench.ts'
import { ordersCsv } from '../ingest-csv/orders-csv.ts'
import type { IngestArgument } from '../ingest-csv/settings.ts'

const MEMORY_LIMIT = '290MB'
const THREADS = 2

const ingestCsv: Bench = {
  name: 'ingest-csv',
  summary: "a CSV file into DuckDB, checked and published, beside DuckDB's own read_csv with types",
  defaultRows: [1_000_000],
  async run(options) {
    const data = await ordersCsv(options.rows)
    const scratch = await mkdtemp(join(tmpdir(), 'meshwright-bench-'))
    const side = (name: string, script: string): Side => {
      const argument: IngestArgument = { data, home: join(scratch, name), memoryLimit: MEMORY_LIMIT, threads: THREADS }
      return {
        script: new URL(script, import.meta.url),
        argument,
        async prepare() {
          await rm(argument.home, { recursive: true, force: true })
          await mkdir(argument.home)
        },
      }
    }
    try {
      return await alternate(
        'ingest-csv',
        options.rows,
        { ours: side('ours', '../ingest-csv/ours.ts'), limit: side('limit', '../ingest-csv/by-hand.ts') },
        options,
      )
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  },
}

export default ingestCsv
