import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProject } from '@meshwright/pipeline'
import { alternate, type Side } from '../alternate.ts'
import type { Bench } from '../bench.ts'
import { buildProject } from '../build/build-project.ts'
import type { BuildArgument } from '../build/settings.ts'
import { eventsParquet } from '../events-parquet.ts'

const SETTINGS = { memoryLimit: '2GB', threads: 2 }

const build: Bench = {
  name: 'build',
  summary: '56 models with a check each, beside their SQL by hand in one process',
  defaultRows: [1_000_000],
  async run(options) {
    const data = await eventsParquet(options.rows)
    const scratch = await mkdtemp(join(tmpdir(), 'meshwright-bench-'))
    const loaded = join(scratch, 'loaded')
    const side = (name: string, script: string): Side => {
      const argument: BuildArgument = { ...SETTINGS, data, home: join(scratch, name) }
      return {
        script: new URL(script, import.meta.url),
        argument,
        async prepare() {
          await rm(argument.home, { recursive: true, force: true })
          await cp(loaded, argument.home, { recursive: true, preserveTimestamps: true })
        },
      }
    }
    try {
      const summary = await runProject(buildProject({ ...SETTINGS, data, home: loaded }, []), { home: loaded })
      if (summary.status !== 'succeeded') throw new Error(JSON.stringify(summary.tasks, undefined, 2))
      return await alternate(
        'build',
        options.rows,
        { ours: side('ours', '../build/ours.ts'), limit: side('by-hand', '../build/by-hand.ts') },
        options,
      )
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  },
}

export default build
