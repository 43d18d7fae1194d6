import { join } from 'node:path'
import type { CachedFolder } from './cached-folder.ts'
import { folderOf, installCached } from './cached-folder.ts'
import type { Need } from './engine.ts'
import type { Kept } from './old-folders.ts'
import { run } from './run.ts'
import type { Surroundings } from './surroundings.ts'

const MINUTE = 60_000
const UV_VERSION = '0.13.9'
/** Those that the lock files were resolved for. */
const WANTED = /^Python 3[.]1[12][.]/
const ASK = 'import venv, ensurepip, sys; print("Python", sys.version.split()[0]); print(sys.executable)'

const NO_PYTHON =
  'there is no Python 3.11 or 3.12 with venv: install it (Debian: python3 and python3-venv), or name it with MESHWRIGHT_PYTHON'

/** A Python that environments can be made of: `MESHWRIGHT_PYTHON` names it. */
export const python: Need = {
  name: 'Python 3.11 or 3.12',
  missing: async (surroundings) => ((await findPython(surroundings)) ? undefined : NO_PYTHON),
}

export interface Python {
  readonly path: string
  /** `Python 3.11.7` */
  readonly version: string
}

/** The Python that environments are made of, if there is one. */
export async function findPython({ environment }: Surroundings): Promise<Python | undefined> {
  const named = environment['MESHWRIGHT_PYTHON']
  for (const name of named ? [named] : ['python3', 'python3.12', 'python3.11']) {
    try {
      const [version = '', path = ''] = (await run(name, ['-c', ASK], MINUTE)).split('\n')
      if (WANTED.test(version)) return { path, version }
    } catch {
      // The next name may be one.
    }
  }
  return undefined
}

/** The Python that environments are made of. Rejects with what to do when there is none. */
export async function wantedPython(surroundings: Surroundings): Promise<Python> {
  const found = await findPython(surroundings)
  if (!found) throw new Error(NO_PYTHON)
  return found
}

/** Makes an environment in `folder` with exactly what the lock file names, and checks that it holds that and nothing else. */
export async function makeEnvironment(
  folder: string,
  lock: string,
  lockFile: string,
  base: Python,
  surroundings: Surroundings,
): Promise<void> {
  const { path: program } = await installCached(uvFolder(base), surroundings)
  // A folder in the cache may be on another file system than uv's own, and a hard link would share its files with it.
  const environment = { UV_HTTP_TIMEOUT: '180', ...process.env, UV_LINK_MODE: 'copy' }
  await run(program, ['venv', '--quiet', '--relocatable', '--python', base.path, folder], MINUTE, environment)
  const into = join(folder, 'bin', 'python')
  await run(program, ['pip', 'install', '--quiet', '--no-deps', '--python', into, '--requirement', lockFile], 20 * MINUTE, environment)
  const got = await run(program, ['pip', 'freeze', '--quiet', '--python', into], MINUTE, environment)
  const other = differing(lock, got)
  if (other.length > 0) throw new Error(`what was installed is not what ${lockFile} names: ${other.join(', ')}`)
}

/** What is in one list of pins and not in the other. */
function differing(wanted: string, got: string): string[] {
  const pins = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  const [left, right] = [pins(wanted), pins(got)]
  return [...left.filter((pin) => !right.includes(pin)).map((pin) => `not ${pin}`), ...right.filter((pin) => !left.includes(pin))]
}

/** The installer of the packages, which the cache has too. */
export const uv: Kept = {
  name: 'uv',
  async folder(surroundings) {
    const base = await findPython(surroundings)
    return base && folderOf(uvFolder(base), surroundings)
  },
}

const uvFolder = (base: Python): CachedFolder => ({
  name: 'uv',
  key: `${UV_VERSION} ${base.path} ${base.version}`,
  program: 'bin/uv',
  async fill(folder) {
    await run(base.path, ['-m', 'venv', folder], 2 * MINUTE)
    await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', `uv==${UV_VERSION}`], 5 * MINUTE)
  },
  async check(folder) {
    const version = await run(join(folder, 'bin', 'uv'), ['--version'], MINUTE)
    if (!version.startsWith(`uv ${UV_VERSION}`)) throw new Error(`uv ${UV_VERSION} was installed, but says ${version}`)
    return version
  },
})
