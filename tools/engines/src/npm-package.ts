import type { Need } from './engine.ts'

/** A package of npm's that `npm ci` brings. */
export const npmPackage = (name: string): Need => ({
  name: `${name} of npm`,
  missing: async () => {
    try {
      import.meta.resolve(name)
      return undefined
    } catch {
      return `there is no ${name} in node_modules: run npm ci`
    }
  },
})
