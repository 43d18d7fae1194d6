import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isPlainJavaScript } from '../src/plain-javascript.ts'

const ROOT = join(import.meta.dirname, '../../..')

const sources = ['packages', 'apps', 'tools'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/[\\/](?:node_modules|dist)[\\/]/.test(name))
    .map((name) => join(ROOT, folder, name)),
)

const plain = [
  `import { contract, int64 } from '@meshwright/contracts'
import * as z from 'zod'
import {
  people,
  type,
  orders as all,
} from "./people.ts";

export const one = contract({ name: 'one', row: z.object({ id: int64() }), references: { id: () => people } })`,
  `import './effect.ts'
import config from './config.ts'

export * from './orders.ts'
export * as people from './people.ts'
export { config as default }
export async function* rows() { for await (const row of config.rows()) yield row }`,
  `export default { at: new URL('./data/', import.meta.url), in: await Promise.resolve(1) }`,
  `export default class { #own = 1; static type = 2; declare = 3; get own() { return this.#own } }`,
  `const type = 1, as = (a) => a, is = type ? (as) : (b) => b`,
]

const typed = [
  `import type { People } from './people.ts'`,
  `import { type People } from './people.ts'`,
  `import people, { orders, type Order } from './people.ts'`,
  `export type { People } from './people.ts'`,
  `export { type People } from './people.ts'`,
  `export type * from './people.ts'`,
  `export const models: readonly string[] = []`,
  `export const models = [] as const`,
  `export default {} satisfies object`,
  `export const first = models[0]!`,
  `export const read = (name: string) => name`,
  `export function read(name?: string) {}`,
  `export function read(this) {}`,
  `export function read(name): string { return name }`,
  `export function read(name)\nexport function read() {}`,
  `export type Name = string`,
  `type Name = string`,
  `export interface Name {}`,
  `interface Name {}`,
  `interface\nName {}`,
  `declare const name`,
  `declare global {}`,
  `export abstract class Name {}`,
  `class Name { name: string }`,
  `class Name { name!: string }`,
  `class Name { declare name }`,
  `class Name { readonly name = 1 }`,
  `class Name { private name = 1 }`,
  `class Name { constructor(private name) {} }`,
  `class Name { [name: string]: string }`,
  `class Name implements Other {}`,
  `enum Name { first }`,
  `const enum Name { first }`,
  `namespace Name { export const first = 1 }`,
  `import name = require('./name.ts')`,
  `export = 1`,
  `const name = read<string>(1)`, // a comparison to JavaScript
  `const name = <string>read`,
]

describe('a module of TypeScript that is JavaScript as it stands', () => {
  it.each(plain)('is known: %s', (text) => {
    expect(isPlainJavaScript(text)).toBe(true)
  })

  it.each(typed)('is not taken for one: %s', (text) => {
    expect(isPlainJavaScript(text)).toBe(false)
  })

  it('is what nothing is left out of, in all sources of this repository', () => {
    const found = sources.map((path) => readFileSync(path, 'utf8')).filter(isPlainJavaScript)
    expect(found.length).toBeGreaterThan(50)
    for (const text of found) expect(stripTypeScriptTypes(text)).toBe(text)
  })
})
