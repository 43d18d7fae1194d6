import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { emptyFolder, meshwright } from './command.ts'

it('an error in the project has its place, also in a folder whose name has blanks, parentheses and letters beyond ASCII', async () => {
  const above = emptyFolder()
  const folder = join(above, 'shop (copy) ü')
  mkdirSync(folder)
  writeFileSync(join(folder, 'meshwright.config.ts'), "import './orders.ts'\n")
  writeFileSync(join(folder, 'orders.ts'), 'const nothing: any = undefined\nexport const orders = nothing.rows\n')
  const thrown = await meshwright(['ls'], folder)
  expect(thrown.err).toMatch(/^error orders\.ts:2:31: the project cannot be loaded: Cannot read/)
  writeFileSync(join(folder, 'orders.ts'), 'export const one = 1\nexport const orders = ]\n')
  for (const cwd of [folder, above]) {
    const { code, err } = await meshwright(['ls', '--project', folder], cwd)
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(cwd === folder ? /^error orders\.ts:2:/ : /^error shop \(copy\) ü\/orders\.ts:2:/),
    ])
  }
  rmSync(join(folder, 'orders.ts'))
  expect((await meshwright(['ls'], folder)).err).toMatch(
    /^error meshwright\.config\.ts:1: the project cannot be loaded: Cannot find module/,
  )
}, 60_000)
