import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pythonEngine } from '../python-engine.ts'
import { run } from '../run.ts'
import { MIGRATED, QUIET } from './airflow-environment.ts'
import { airflowServer, type AirflowServer } from './airflow-server.ts'
import { airflow2Server } from './airflow2-server.ts'
import { airflow3Server } from './airflow3-server.ts'

const MINUTE = 60_000

export const airflow2 = airflow('airflow2', 'Airflow 2.11, the scheduler', airflow2Server)
export const airflow3 = airflow('airflow3', 'Airflow 3, the scheduler', airflow3Server)

/** Airflow 2.11 with astronomer-cosmos, which makes DAGs of dbt projects: benches compare with it, no test needs it. */
export const cosmos = airflow('cosmos', 'Airflow 2.11 with astronomer-cosmos', airflow2Server)

function airflow(name: string, about: string, server: AirflowServer) {
  return pythonEngine({
    name,
    about,
    variable: name.toUpperCase(),
    package: 'apache-airflow',
    program: 'airflow',
    versionArgs: ['version'],
    server: airflowServer(server),
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
