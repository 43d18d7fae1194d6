import { existsSync } from 'node:fs'
import { aptPackages, installByApt } from './apt-package.ts'
import type { Engine } from './engine.ts'
import { run } from './run.ts'

const SECOND = 1000

/** A program that the machine has in one of the usual places, or that Debian's package of the same name brings. */
export function machineProgram(program: {
  readonly name: string
  readonly about: string
  readonly variable: string
  readonly places: readonly string[]
}): Engine {
  const version = (path: string) => run(path, ['--version'], 30 * SECOND)
  return {
    name: program.name,
    about: program.about,
    variable: program.variable,
    needs: [aptPackages],
    version,
    find: async () => {
      const path = program.places.find((place) => existsSync(place))
      return path === undefined ? undefined : { path, version: await version(path) }
    },
    install: () => installByApt(program.name, program.variable),
  }
}
