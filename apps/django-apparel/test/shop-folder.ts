import { duckdb } from '@meshwright/duckdb'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { djangoApparel } from '../src/django-apparel.ts'
import { ensureSampleData } from '../src/sample-data.ts'
import { published } from './published.ts'

const configOf = (project: string) => `
import { duckdb } from '@meshwright/duckdb'
import { djangoApparel } from 'django-apparel'

export default { ...djangoApparel(duckdb(), { data: new URL('./data/', import.meta.url) }), name: '${project}' }
`

/** The shop as it would lie on the machine of a scheduler: a folder with its config, data and `node_modules`. */
export interface ShopFolder {
  readonly folder: string
  meshwright(...args: readonly string[]): void
  /** Every published table, and what is left of others. */
  published(): ReturnType<typeof published>
  /** Puts an order of nobody into the file. */
  breakOrders(): void
  mendOrders(): void
}

export interface Shops extends Disposable {
  readonly folder: string
  /** In a folder of that name; the project may have another than its own. */
  shop(name: string, project?: string): ShopFolder
}

/** Shops with the same data, in a temporary folder. */
export async function shops(): Promise<Shops> {
  const folder = mkdtempSync(join(tmpdir(), 'meshwright-shops-'))
  const clean = join(folder, 'clean')
  await ensureSampleData(pathToFileURL(`${clean}/`))
  return {
    folder,
    shop: (name, project = 'django-apparel') => shopIn(join(folder, name), clean, project),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function shopIn(folder: string, clean: string, project: string): ShopFolder {
  const data = join(folder, 'data')
  const orders = join(data, 'orders.csv')
  mkdirSync(folder, { recursive: true })
  symlinkSync(resolve(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'meshwright.config.ts'), configOf(project))
  cpSync(clean, data, { recursive: true })
  return {
    folder,
    meshwright(...args) {
      const { status, stderr } = spawnSync(process.execPath, ['node_modules/.bin/meshwright', ...args], { cwd: folder, encoding: 'utf8' })
      expect(status, stderr).toBe(0)
    },
    published: () => published(djangoApparel(duckdb(), { data: pathToFileURL(`${data}/`) }), join(folder, '.meshwright')),
    breakOrders: () => writeFileSync(orders, readFileSync(orders, 'utf8').replace(/^(\d+,[^,]+),\d+,/m, '$1,99999999,')),
    mendOrders: () => cpSync(clean, data, { recursive: true }),
  }
}
