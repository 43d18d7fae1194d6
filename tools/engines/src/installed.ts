import { existsSync } from 'node:fs'
import type { Engine, Installed } from './engine.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * Finds an engine, and installs it where it is missing. A path that a person named is taken at its word: nothing else is looked for.
 * Rejects when there is no engine afterwards that answers.
 */
export async function installed(engine: Engine, surroundings: Surroundings): Promise<Installed> {
  const here = await foundEngine(engine, surroundings)
  if (here) return here
  await engine.install(surroundings)
  const installed = await foundEngine(engine, surroundings)
  if (!installed) throw new Error(`${engine.name} was installed, but is not found; name its place with ${engine.variable}`)
  return installed
}

/** The engine, if it is here: in the place that a person named, else where `find` finds it. */
export async function foundEngine(engine: Engine, surroundings: Surroundings): Promise<Installed | undefined> {
  const { name, variable } = engine
  const named = surroundings.environment[variable]
  if (named) {
    if (!existsSync(named)) throw new Error(`${variable} names ${named}, and there is nothing`)
    return { name, variable, path: named, version: await engine.version(named) }
  }
  const found = await engine.find(surroundings)
  return found && { name, variable, ...found }
}
