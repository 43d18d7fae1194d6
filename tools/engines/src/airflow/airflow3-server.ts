import { freePort } from '@meshwright/testkit/postgres'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { QUICK, type AirflowServer } from './airflow-server.ts'

export const airflow3Server: AirflowServer = {
  jobs: ['SchedulerJob', 'DagProcessorJob'],
  async prepare(home, pages) {
    const port = String(await freePort())
    const url = `http://127.0.0.1:${port}`
    const password = randomBytes(12).toString('base64url')
    const passwords = join(home.home, 'passwords.json')
    await writeFile(passwords, JSON.stringify({ admin: password }), { mode: 0o600 })
    const env = {
      ...QUICK,
      AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${url}/execution/`,
      // One for all: tasks show a token that the scheduler signed to the api-server.
      AIRFLOW__API_AUTH__JWT_SECRET: randomBytes(32).toString('hex'),
      AIRFLOW__API__SECRET_KEY: randomBytes(32).toString('hex'),
      AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: 'admin:admin',
      AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: passwords,
      ...home.env,
    }
    const started = { program: home.executable, env, cwd: home.home }
    const apps = pages === 'none' ? ['--apps', 'execution'] : []
    const health = pages === 'none' ? `${url}/execution/health` : `${url}/api/v2/monitor/health`
    return {
      processes: [
        { ...started, name: 'api-server', args: ['api-server', '--host', '127.0.0.1', '--port', port, '--workers', '1', ...apps] },
        { ...started, name: 'scheduler', args: ['scheduler', '--skip-serve-logs'] },
        { ...started, name: 'dag-processor', args: ['dag-processor'] },
      ],
      facts: {
        url,
        health,
        ...(pages === 'none' ? {} : { user: 'admin', password }),
        home: home.home,
        dags: home.dags,
        program: home.executable,
      },
    }
  },
}
