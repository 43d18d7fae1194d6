import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceText } from '../src/stripped-sources.ts'
import { emptyFolder, meshwright, plainEnvironment } from './command.ts'

const CONFIG = `import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { project } from '@meshwright/pipeline'
import { people } from './tables/people.ts'

export default project({
  name: 'shop',
  warehouse: duckdb(),
  sources: [files(new URL('./', import.meta.url), [csv(people)])],
})
`
const people = (owner: string) => `import { contract, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const people = contract({ name: 'people', layer: 'raw', owner: '${owner}', description: 'One row each.', row: z.object({ id: int64() }) })
`

/** A project whose files are older than any process that reads them. */
function project(): string {
  const folder = emptyFolder()
  mkdirSync(join(folder, 'tables'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'meshwright.config.ts'), CONFIG)
  writeFileSync(join(folder, 'tables', 'people.ts'), people('sales'))
  return folder
}

const modules = (folder: string): string => join(folder, '.meshwright', 'cache', 'modules')

const ls = async (folder: string, ...args: string[]): Promise<string> => {
  const { code, out, err } = await meshwright(['ls', ...args], folder, plainEnvironment())
  expect([code, err]).toEqual([0, ''])
  return out
}

/** Puts other text of the same length where the text of a module is kept. */
function tamper(folder: string, from: string, to: string): void {
  writeFileSync(modules(folder), readFileSync(modules(folder), 'latin1').replaceAll(from, to), 'latin1')
}

describe('the text of modules without types', () => {
  it('is kept, and used by other calls as long as a file is as it was', async () => {
    const folder = project()
    expect(await ls(folder)).toContain('sales')
    tamper(folder, "owner: 'sales'", "owner: 'other'")
    expect(await ls(folder, '--json')).toContain('"other"')
    expect(await ls(folder, '--json', '--no-cache')).toContain('"sales"')

    writeFileSync(join(folder, 'tables', 'people.ts'), people('buyer'))
    expect(await ls(folder, '--json')).toContain('"buyer"')
  })

  it('is made anew when size and time of change are put back', async () => {
    const folder = project()
    const path = join(folder, 'tables', 'people.ts')
    const at = new Date('2026-01-01T00:00:00Z')
    utimesSync(path, at, at)
    await ls(folder)
    writeFileSync(path, people('buyer'))
    utimesSync(path, at, at)
    expect(await ls(folder, '--json')).toContain('"buyer"')
  })

  it('is made anew when what is kept is cut off', async () => {
    const folder = project()
    await ls(folder)
    tamper(folder, "owner: 'sales'", "owner: 'o'")
    expect(await ls(folder, '--json')).toContain('"sales"')
  })

  it('is kept with what it reaches, by which answers are kept', async () => {
    const folder = project()
    const answers = () => readdirSync(join(folder, '.meshwright', 'cache')).filter((name) => name.startsWith('answer-')).length
    await ls(folder)
    expect(answers()).toBe(1)
    await ls(folder, '--json')
    expect(answers()).toBe(2)

    writeFileSync(join(folder, 'tables', 'people.ts'), `${people('sales')}export const read = new Date()\n`)
    await ls(folder)
    await ls(folder, '--environment', 'dev')
    expect(answers()).toBe(2)
    await ls(folder, '--environment', 'dev')
    expect(answers()).toBe(2)
  })

  it('is read without the mark that some editors write first', () => {
    const path = join(emptyFolder(), 'marked.ts')
    writeFileSync(path, '\uFEFFexport const marked = true')
    expect(sourceText(path)).toBe('export const marked = true')
  })

  it('is not taken for a file behind a link, which is known by its own name', async () => {
    const folder = project()
    renameSync(join(folder, 'tables'), join(folder, 'real'))
    symlinkSync('real', join(folder, 'tables'))
    await ls(folder)
    expect(readFileSync(modules(folder), 'utf8')).not.toContain(join(folder, 'tables'))
  })
})
