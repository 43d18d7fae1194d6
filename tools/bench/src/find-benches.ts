import { readdir } from 'node:fs/promises'
import type { Bench } from './bench.ts'

/** Every bench there is, by name: a new one is a new file. */
export async function findBenches(): Promise<ReadonlyMap<string, Bench>> {
  const folder = new URL('./benches/', import.meta.url)
  const names = (await readdir(folder)).filter((name) => /(?<![.]d)[.][jt]s$/.test(name)).toSorted()
  const modules = await Promise.all(names.map((name) => import(new URL(name, folder).href) as Promise<{ default: Bench }>))
  return new Map(modules.map((module) => [module.default.name, module.default]))
}
