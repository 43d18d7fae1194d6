import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { emptyFolder } from './command.ts'

const HOOKS = new URL('../src/module-hooks.ts', import.meta.url).href

/** The names of a folder's modules that the hooks saw, in a process that imports one, releases them, and imports another. */
function seen(conditions: readonly string[]): unknown {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'before.ts'), 'export const value: number = 1')
  writeFileSync(join(folder, 'after.ts'), "import late from './late.cjs'\nexport const value: number = late")
  writeFileSync(join(folder, 'late.cjs'), 'module.exports = 2')
  writeFileSync(
    join(folder, 'start.js'),
    `import { hookModules } from ${JSON.stringify(HOOKS)}
const modules = hookModules(${JSON.stringify(conditions)})
const before = await import('./before.ts')
modules.release()
const after = await import('./after.ts')
const names = [...modules.loaded].map((url) => url.split('/').at(-1))
console.log(JSON.stringify({ names, sum: before.value + after.value }))`,
  )
  return JSON.parse(execFileSync(process.execPath, [join(folder, 'start.js')], { encoding: 'utf8' }))
}

it('what is imported after the release is left to Node', () => {
  expect(seen([])).toEqual({ names: ['before.ts'], sum: 3 })
})

it('in a checkout, where the hooks say which files packages are, they stay', () => {
  expect(seen(['@meshwright/source'])).toEqual({ names: ['before.ts', 'after.ts', 'late.cjs'], sum: 3 })
})
