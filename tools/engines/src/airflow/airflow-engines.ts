import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pythonEngine } from '../python-engine.ts'
import { run } from '../run.ts'
import { QUIET } from './airflow-environment.ts'

const MINUTE = 60_000

export const airflow2 = airflow('airflow2', 'Airflow 2.11, the scheduler')
export const airflow3 = airflow('airflow3', 'Airflow 3, the scheduler')

/** A migrated, empty database; beside the environment's `bin`. */
export const MIGRATED = join('prepared', 'airflow.db')

function airflow(name: string, about: string) {
  return pythonEngine({
    name,
    about,
    variable: name.toUpperCase(),
    package: 'apache-airflow',
    program: 'airflow',
    versionArgs: ['version'],
    async prepare(folder) {
      const home = await mkdtemp(join(folder, 'home-'))
      try {
        await run(join(folder, 'bin', 'airflow'), ['db', 'migrate'], 10 * MINUTE, { ...process.env, ...QUIET, AIRFLOW_HOME: home })
        await mkdir(join(folder, 'prepared'))
        await rename(join(home, 'airflow.db'), join(folder, MIGRATED))
      } finally {
        await rm(home, { recursive: true })
      }
    },
  })
}
