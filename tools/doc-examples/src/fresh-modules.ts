import { registerHooks } from 'node:module'
import { realpathSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

let run = 0

/** From now on modules below `folder` are read anew for every run, as they would be by a new process; packages stay loaded. */
export function freshModulesBelow(folder: string): void {
  const below = `${pathToFileURL(realpathSync(folder)).href}/`
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context)
      return found.url.startsWith(below) && !found.url.includes('/node_modules/')
        ? { ...found, url: `${found.url.split('?')[0]}?run=${run}` }
        : found
    },
  })
}

export function renewModules(): void {
  run++
}
