import type { Engine, Need } from './engine.ts'

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

/** An engine in a package of npm's. Whether it is there, `place` says by resolving. */
export function npmEngine({
  package: name,
  place,
  forWhom = '',
  ...engine
}: Pick<Engine, 'name' | 'about' | 'variable' | 'version' | 'server'> & {
  readonly package: string
  place(): Promise<string>
  readonly forWhom?: string
}): Engine {
  return {
    ...engine,
    needs: [npmPackage(name)],
    async find() {
      try {
        const path = await place()
        return { path, version: await engine.version(path) }
      } catch {
        return undefined
      }
    },
    install: () => Promise.reject(new Error(`npm ci brings it: run that in the repository${forWhom}`)),
  }
}
