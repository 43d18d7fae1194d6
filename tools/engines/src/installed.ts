import { existsSync } from 'node:fs'
import type { Engine, Installed } from './engine.ts'

/**
 * Finds an engine, and installs it where it is missing. A path that a person named is taken at its word: nothing else is looked for.
 * Rejects when there is no engine afterwards that answers.
 */
export async function installed(engine: Engine, environment: Readonly<Record<string, string | undefined>>): Promise<Installed> {
  const { name, variable } = engine
  const answering = async (path: string): Promise<Installed> => ({ name, variable, path, version: await engine.version(path) })

  const named = environment[variable]
  if (named) {
    if (!existsSync(named)) throw new Error(`${variable} names ${named}, and there is nothing`)
    return answering(named)
  }
  const found = () => engine.places.find((place) => existsSync(place))
  if (!found()) await engine.install()
  const path = found()
  if (!path) throw new Error(`${name} was installed, but is in none of ${engine.places.join(', ')}; name its place with ${variable}`)
  return answering(path)
}
