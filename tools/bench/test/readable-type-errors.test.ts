import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { inScratchProject } from '../src/generated-project/scratch-project.ts'

const TSC = join(dirname(createRequire(import.meta.url).resolve('@typescript/native/package.json')), 'bin', 'tsc')

/** What the compiler says about a project, line by line. */
function typeErrors(folder: string): readonly string[] {
  try {
    execFileSync(process.execPath, [TSC, '--noEmit', '--checkers', '1', '--pretty', 'false'], { cwd: folder, encoding: 'utf8' })
    return []
  } catch (error) {
    return (error as { stdout: string }).stdout.trimEnd().split('\n')
  }
}

it('of two hundred models the one that lacks a column is named with it, in one line; none else is', { timeout: 120_000 }, () =>
  inScratchProject({ models: 200, perFile: 1 }, async (folder) => {
    const file = 'domains/d001/models/s0012-fct-sales-model.ts'
    const query = readFileSync(join(folder, file), 'utf8')
    writeFileSync(join(folder, file), query.replace(`'o.note', `, ''))
    const [line, ...more] = typeErrors(folder)
    expect(more).toEqual([])
    expect(line).toMatch(new RegExp(`^${file}`))
    expect(line).toContain(`"s0012_fct_sales: the query lacks column 'note'"`)
    expect(line?.length).toBeLessThan(400)
  }),
)
