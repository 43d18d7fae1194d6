import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Bench, Measurement } from '../bench.ts'
import { coldProcess, measured, type Sample } from '../cold-process.ts'
import { inScratchProject } from '../generated-project/scratch-project.ts'
import { leafModelFile, type ProjectSize } from '../generated-project/write-project.ts'

const packageFolder = (name: string) => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))

// Seconds that may pass: so many at the start, and so many for each thousand models.
const LIMITS = {
  'tsc 7': { start: 1, each: 7 }, // 1,000: 8
  'tsc 7, one edit': { start: 1.5, each: 0 },
  'tsc 6': { start: 2, each: 25 },
} as const

const typecheck: Bench = {
  name: 'typecheck',
  summary: 'tsc --noEmit of a generated project, all of it and after an edit of one query',
  defaultRows: [1_000, 2_000],
  defaultRepeat: 2,
  async run(options) {
    const size: ProjectSize = { models: options.rows, perFile: 1 }
    // The program itself: its wrapper's memory says nothing.
    const { default: exePath } = (await import(join(packageFolder('@typescript/native'), 'lib', 'getExePath.js'))) as { default(): string }
    const tsc6 = join(packageFolder('typescript'), 'bin', 'tsc6')
    const found: Measurement[] = []
    await inScratchProject(size, async (folder) => {
      const measure = async (name: keyof typeof LIMITS, run: () => Promise<Sample>) => {
        const { start, each } = LIMITS[name]
        const limit = start + (each * options.rows) / 1000
        found.push(await measured({ bench: 'typecheck', case: name, rows: options.rows, limit }, run, options))
      }
      const published = ['--noEmit', '--customConditions', 'published'] // the typings that are built, as the condition of sources is not given
      const tsc7 = (...args: string[]) => coldProcess(exePath(), [...published, '--checkers', '1', ...args], folder)
      await measure('tsc 7', () => tsc7())
      const incremental = ['--incremental', '--tsBuildInfoFile', join(folder, 'tsbuildinfo')]
      await tsc7(...incremental)
      const edited = join(folder, leafModelFile(0, size))
      const text = await readFile(edited, 'utf8')
      let edits = 0
      await measure('tsc 7, one edit', async () => {
        await writeFile(edited, text.replace(/\n(?=\s+[.]select[(])/, `\n    .where('t.orders', '>', ${++edits}n)\n`))
        return tsc7(...incremental)
      })
      await measure('tsc 6', () => coldProcess(process.execPath, [tsc6, ...published], folder))
    })
    return found
  },
}

export default typecheck
