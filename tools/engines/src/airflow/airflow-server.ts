import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { httpAnswer } from '../http-answer.ts'
import type { PreparedServer, ServerKind } from '../server.ts'
import { makeHome, type AirflowHome } from './make-home.ts'
import { withoutHeartbeat } from './heartbeats.ts'

/** What differs between the servers of Airflow 2 and 3. */
export interface AirflowServer {
  /** That must have a heartbeat: `SchedulerJob`. */
  readonly jobs: readonly string[]
  /** `pages`: with those that people look at, and a user who may see them. `none`: what runs tasks, and no more. */
  prepare(home: AirflowHome, pages: 'pages' | 'none'): Promise<PreparedServer>
}

/** Airflow as `engines start` starts it. */
export const airflowServer = (server: AirflowServer): ServerKind => ({
  code: 'a folder of DAG files',
  async prepare({ engine, folder, code }) {
    const path = join(folder, 'home')
    await mkdir(path)
    return server.prepare(await makeHome(engine, path, code === undefined ? {} : { dags: code }), 'pages')
  },
  waitsFor: (facts) => airflowWaitsFor(server, facts),
})

/** `facts.health` answers, where there is one, and each job has a fresh heartbeat. */
export async function airflowWaitsFor({ jobs }: AirflowServer, { home = '', health }: Readonly<Record<string, string>>) {
  return [
    ...(health === undefined || (await httpAnswer(health)) !== undefined ? [] : [`${health} does not answer`]),
    ...withoutHeartbeat(home, jobs).map((job) => `${job} has no heartbeat`),
  ]
}

/** So that a file is seen within seconds. */
export const QUICK: Readonly<Record<string, string>> = {
  AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC: '1',
  AIRFLOW__SCHEDULER__DAG_DIR_LIST_INTERVAL: '5',
  AIRFLOW__SCHEDULER__MIN_FILE_PROCESS_INTERVAL: '5',
  AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL: '5',
  AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL: '5',
}
