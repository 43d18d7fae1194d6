import { freePort } from '@meshwright/testkit/postgres'
import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { httpAnswer } from './http-answer.ts'
import { pythonEngine } from './python-engine.ts'
import type { ServerKind } from './server.ts'

const server: ServerKind = {
  code: 'a Python file of definitions',
  async prepare({ engine, folder, code }) {
    const home = join(folder, 'home')
    await mkdir(home)
    await writeFile(join(home, 'dagster.yaml'), 'telemetry:\n  enabled: false\n')
    const definitions = code ?? join(folder, 'definitions.py')
    if (code === undefined) await writeFile(definitions, 'from dagster import Definitions\n\ndefs = Definitions()\n')
    const bin = dirname(engine.path)
    const env = { ...process.env, DAGSTER_HOME: home, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }
    const port = String(await freePort())
    const started = { env, cwd: home }
    return {
      processes: [
        {
          ...started,
          name: 'webserver',
          program: join(bin, 'dagster-webserver'),
          args: ['--host', '127.0.0.1', '--port', port, '--python-file', definitions],
        },
        { ...started, name: 'daemon', program: join(bin, 'dagster-daemon'), args: ['run', '--python-file', definitions] },
      ],
      facts: { url: `http://127.0.0.1:${port}`, home, definitions, program: engine.path },
    }
  },
  async waitsFor({ url = '' }) {
    const answer = await httpAnswer(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: DAEMONS }),
    })
    if (answer === undefined) return [`${url} does not answer`]
    const { data } = JSON.parse(answer) as DaemonAnswer
    return data.instance.daemonHealth.allDaemonStatuses.flatMap(({ daemonType, required, healthy }) =>
      required && healthy !== true ? [`${daemonType.toLowerCase()} has no heartbeat`] : [],
    )
  },
}

const DAEMONS = '{ instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } } }'

interface DaemonAnswer {
  readonly data: {
    readonly instance: {
      readonly daemonHealth: {
        readonly allDaemonStatuses: readonly { readonly daemonType: string; readonly required: boolean; readonly healthy: boolean | null }[]
      }
    }
  }
}

export const dagster = pythonEngine({
  name: 'dagster',
  about: 'Dagster, the command and its pages',
  variable: 'DAGSTER',
  package: 'dagster',
  program: 'dagster',
  versionArgs: ['--version'],
  server,
})
