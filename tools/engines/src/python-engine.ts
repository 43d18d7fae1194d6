import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { findCached, folderOf, installCached, type CachedFolder } from './cached-folder.ts'
import type { Engine } from './engine.ts'
import { findPython, makeEnvironment, python, wantedPython, type Python } from './python.ts'
import { run } from './run.ts'
import type { ServerKind } from './server.ts'
import type { Surroundings } from './surroundings.ts'

const MINUTE = 60_000

/** An engine that is a Python package: what `locks/<name>.lock.txt` pins, in an environment of its own. */
export interface PythonEngine {
  readonly name: string
  readonly about: string
  readonly variable: string
  /** The package that the engine is; its pin is the version that the program must say. */
  readonly package: string
  /** In the environment's `bin`. */
  readonly program: string
  readonly versionArgs: readonly string[]
  readonly server?: ServerKind
  /** What is made once and copied afterwards, such as a migrated database; in the environment's folder. */
  prepare?(folder: string): Promise<void>
}

export function pythonEngine(engine: PythonEngine): Engine {
  const lockFile = resolve(import.meta.dirname, '..', 'locks', `${engine.name}.lock.txt`)
  const version = (path: string) => run(path, engine.versionArgs, 2 * MINUTE)

  const cached = async (base: Python, surroundings: Surroundings): Promise<CachedFolder> => {
    const lock = await readFile(lockFile, 'utf8')
    const pinned = pin(lock, engine.package)
    return {
      name: engine.name,
      key: `${base.path} ${base.version}\n${lock}`,
      program: join('bin', engine.program),
      async fill(folder) {
        await makeEnvironment(folder, lock, lockFile, base, surroundings)
        await engine.prepare?.(folder)
      },
      async check(folder) {
        const said = lastLine(await version(join(folder, 'bin', engine.program)))
        if (!said.split(/[\s,]+/).includes(pinned))
          throw new Error(`${engine.package} ${pinned} was installed, but ${engine.program} says: ${said}`)
        return said
      },
    }
  }

  return {
    name: engine.name,
    about: engine.about,
    variable: engine.variable,
    ...(engine.server === undefined ? {} : { server: engine.server }),
    needs: [python],
    version: async (path) => lastLine(await version(path)),
    async find(surroundings) {
      const base = await findPython(surroundings)
      return base && findCached(await cached(base, surroundings), surroundings)
    },
    async folder(surroundings) {
      const base = await findPython(surroundings)
      return base && folderOf(await cached(base, surroundings), surroundings)
    },
    async install(surroundings) {
      await installCached(await cached(await wantedPython(surroundings), surroundings), surroundings)
    },
  }
}

function pin(lock: string, name: string): string {
  const line = lock.split('\n').find((line) => line.startsWith(`${name}==`))
  if (line === undefined) throw new Error(`the lock file does not name ${name}`)
  return line.slice(name.length + 2).trim()
}

/** Warnings go before what was asked for. */
const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? ''
