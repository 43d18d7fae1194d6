import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bench, Measurement } from '../bench.ts'
import { coldProcess, measured } from '../cold-process.ts'
import { inScratchProject } from '../generated-project/scratch-project.ts'
import { writePlainProject } from '../generated-project/write-plain-project.ts'
import { leafModelFile, type ProjectSize } from '../generated-project/write-project.ts'

const COMMAND = fileURLToPath(new URL('../published-command.js', import.meta.url))

// Seconds that may pass: so many at the start, and so many for each thousand models.
const COLD = { start: 0.556, each: 0.644 } // 1,000: 1.2; 10,000: 7
const COLD_TEN = { start: 0.556, each: 0.294 } // 10,000: 3.5
const LIMITS = {
  cold: COLD,
  'cold, ten a file': COLD_TEN,
  kept: { start: 0.3, each: 0 },
  'one file changed': { start: 1, each: 0 },
  'by hand': COLD,
  'by hand, ten a file': COLD_TEN,
} as const

const load: Bench = {
  name: 'load',
  summary: 'a generated project, from its config to its manifest, and to a plan while nothing or one file has changed',
  defaultRows: [1_000, 10_000],
  defaultRepeat: 3,
  async run(options) {
    const found: Measurement[] = []
    const meshwright = (folder: string, ...args: string[]) => coldProcess(process.execPath, [COMMAND, ...args], folder)
    const measure = async (name: keyof typeof LIMITS, run: () => ReturnType<typeof meshwright>) => {
      const { start, each } = LIMITS[name]
      const limit = start + (each * options.rows) / 1000
      found.push(await measured({ bench: 'load', case: name, rows: options.rows, limit }, run, options))
    }
    const size: ProjectSize = { models: options.rows, perFile: 1 }
    await inScratchProject(size, async (folder) => {
      await meshwright(folder, 'ls', '--no-cache') // the files come into the system's cache
      await measure('cold', () => meshwright(folder, 'manifest', '--no-cache'))
      await meshwright(folder, 'plan', '--json')
      await measure('kept', () => meshwright(folder, 'plan', '--json'))
      let edits = 0
      await measure('one file changed', async () => {
        await appendFile(join(folder, leafModelFile(0, size)), `// ${++edits}\n`)
        return meshwright(folder, 'plan', '--json')
      })
    })
    await inScratchProject({ models: options.rows, perFile: 10 }, async (folder) => {
      await meshwright(folder, 'ls', '--no-cache')
      await measure('cold, ten a file', () => meshwright(folder, 'manifest', '--no-cache'))
    })
    for (const [name, perFile] of [
      ['by hand', 1],
      ['by hand, ten a file', 10],
    ] as const) {
      const plain = (folder: string) => coldProcess(process.execPath, ['main.ts'], folder)
      const work = async (folder: string) => {
        await plain(folder)
        await measure(name, () => plain(folder))
      }
      await inScratchProject({ models: options.rows, perFile }, work, writePlainProject)
    }
    return found
  },
}

export default load
