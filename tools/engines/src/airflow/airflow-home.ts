import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../engine.ts'
import { installed } from '../installed.ts'
import { startInFolder, type RunningServer } from '../start-server.ts'
import { surroundings } from '../surroundings.ts'
import { airflowWaitsFor } from './airflow-server.ts'
import { airflow2Server } from './airflow2-server.ts'
import { airflow3Server } from './airflow3-server.ts'
import { makeHome, type AirflowHome, type AirflowOptions } from './make-home.ts'

/** A home in a temporary folder; what was started in it is stopped, and it is removed, by `dispose`. */
export interface TestAirflow extends AirflowHome, AsyncDisposable {
  /**
   * Starts the scheduler and what it needs to run tasks, and resolves when it is ready, which takes 10 to 30 s; a DAG is seen some
   * seconds later. `pages` adds those that people look at. It ends with the home, also when this process is killed, and may be
   * stopped and started again meanwhile: what is in the database stays.
   */
  start(options?: { readonly pages?: 'pages' | 'none' }): Promise<RunningServer>
}

/** Makes a home for an installed Airflow, which is installed first where it is missing: `await using airflow = await airflowHome(airflow3)`. */
export async function airflowHome(engine: Engine, options: AirflowOptions = {}): Promise<TestAirflow> {
  const found = await installed(engine, surroundings(process.env))
  const path = await mkdtemp(join(tmpdir(), `mw-${engine.name}-`))
  const home = await makeHome(found, path, options)
  const server = AIRFLOW_SERVERS.get(engine.name)
  const servers: RunningServer[] = []
  return {
    ...home,
    async start({ pages = 'none' } = {}) {
      if (server === undefined) throw new Error(`${engine.name} is no Airflow that could be started`)
      const started = await startInFolder({
        engine: engine.name,
        version: home.version,
        folder: path,
        kind: { waitsFor: (facts) => airflowWaitsFor(server, facts) },
        prepare: () => server.prepare(home, pages),
      })
      servers.push(started)
      return started
    },
    async [Symbol.asyncDispose]() {
      for (const one of servers) await one.stop()
      await rm(path, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

const AIRFLOW_SERVERS = new Map([
  ['airflow2', airflow2Server],
  ['airflow3', airflow3Server],
])
