import { existsSync } from 'node:fs'
import type { Need } from './engine.ts'
import { run } from './run.ts'

const SECOND = 1000

/** Packages of Debian's can be installed: root on Linux, with apt-get. */
export const aptPackages: Need = {
  name: 'apt-get as root',
  missing: async () => (aptWorks() ? undefined : 'only root on Linux with apt-get can install it: install it by hand, or name its place'),
}

const aptWorks = () => process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** Installs a package of Debian's where that is possible. Rejects with what a person can do. */
export async function installByApt(name: string, variable: string): Promise<void> {
  if (!aptWorks()) {
    throw new Error(`there is no ${name}, and only root on Linux can install it here: install it, or name its place with ${variable}`)
  }
  const wait = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3']
  await run('apt-get', [...wait, 'update'], 180 * SECOND)
  await run('apt-get', [...wait, 'install', '-y', '--no-install-recommends', name], 600 * SECOND)
}
