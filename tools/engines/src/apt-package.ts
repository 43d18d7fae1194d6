import { run } from './run.ts'

const SECOND = 1000

/** Installs a package of Debian's where that is possible. Rejects with what a person can do. */
export async function installByApt(name: string, variable: string): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error(`there is no ${name}, and only root on Linux can install it here: install it, or name its place with ${variable}`)
  }
  await run('apt-get', ['update'], 180 * SECOND)
  await run('apt-get', ['install', '-y', '--no-install-recommends', name], 600 * SECOND)
}
