import { appendFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { emptyFolder, meshwright, plainEnvironment } from './command.ts'

const CONFIG = `import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { project } from '@meshwright/pipeline'
import { people } from './people.ts'

export default project({
  name: process.env.SHOP_NAME ?? 'shop',
  warehouse: duckdb(),
  sources: [files(new URL('./', import.meta.url), [csv(people)])],
})
`
const people = (owner: string) => `import { contract, int64 } from '@meshwright/contracts'
import * as z from 'zod'

export const people = contract({ name: 'people', layer: 'raw', owner: '${owner}', description: 'One row each.', row: z.object({ id: int64() }) })
`

function project(config = CONFIG): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'meshwright.config.ts'), config)
  writeFileSync(join(folder, 'people.ts'), people('sales'))
  return folder
}

const kept = (folder: string): string[] => {
  const cache = join(folder, '.meshwright', 'cache')
  try {
    return readdirSync(cache)
      .filter((name) => name.startsWith('answer-'))
      .map((name) => join(cache, name))
  } catch {
    return []
  }
}

const out = async (args: readonly string[], folder: string, more: NodeJS.ProcessEnv = {}): Promise<string> => {
  const { code, out, err } = await meshwright(args, folder, plainEnvironment(more))
  expect([code, err]).toEqual([0, ''])
  return out
}

describe('an answer that follows from the project alone', () => {
  it('is given again as it was, and anew as soon as a file behind it changes', async () => {
    const folder = project()
    const first = await out(['ls'], folder)
    expect(first).toContain('sales')
    const [path = ''] = kept(folder)
    appendFileSync(path, 'from the cache\n')
    expect(await out(['ls'], folder)).toBe(`${first}from the cache\n`)
    expect(await out(['ls', '--no-cache'], folder)).toBe(first)
    expect(await out(['ls', '--json'], folder)).not.toContain('from the cache')

    writeFileSync(join(folder, 'people.ts'), people('owner'))
    expect(await out(['ls'], folder)).toBe(first.replace('sales', 'owner'))
  })

  it('is made anew when a variable that the config reads changes, and no other', async () => {
    const folder = project()
    expect(await out(['manifest'], folder)).toContain('"project": "shop"')
    expect(await out(['manifest'], folder, { SHOP_NAME: 'other' })).toContain('"project": "other"')
    for (const path of kept(folder)) appendFileSync(path, 'from the cache\n')
    expect(await out(['manifest'], folder, { SHOP_NAME: 'other', UNREAD: '1' })).toContain('from the cache')
    expect(await out(['manifest'], folder)).toContain('"project": "shop"')
  })

  it('is made anew when a package.json comes that decides where imports lead', async () => {
    const folder = project()
    await out(['plan', '--json'], folder)
    for (const path of kept(folder)) appendFileSync(path, 'from the cache\n')
    expect(await out(['plan', '--json'], folder)).toContain('from the cache')
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }')
    expect(await out(['plan', '--json'], folder)).not.toContain('from the cache')
  })
})

describe('an answer that may follow from something else is not kept', () => {
  it.each([
    ['the clock', `const today = new Date()\n${CONFIG}`],
    ['a file', `import { existsSync } from 'node:fs'\nexistsSync('x')\n${CONFIG}`],
    ['the whole environment', `Object.keys(process.env)\n${CONFIG}`],
    ['something awaited', `await Promise.resolve(1)\n${CONFIG}`],
    ['a driver', `import 'pg'\n${CONFIG}`],
  ])('%s', async (_, config) => {
    const folder = project(config)
    expect(await out(['ls'], folder)).toContain('people')
    expect(kept(folder)).toEqual([])
  })

  it('the warehouse; nor is an error', async () => {
    const folder = project()
    await out(['plan'], folder)
    expect(kept(folder)).toEqual([])
    rmSync(join(folder, 'people.ts'))
    expect((await meshwright(['ls'], folder)).code).toBe(2)
    expect(kept(folder)).toEqual([])
  })
})
