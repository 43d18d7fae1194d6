import { freePort } from '@meshwright/testkit/postgres'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { QUICK, type AirflowServer } from './airflow-server.ts'

export const airflow2Server: AirflowServer = {
  jobs: ['SchedulerJob'],
  async prepare(home, pages) {
    const env = {
      ...QUICK,
      // Airflow refuses to run tasks beside each other on SQLite unless this is set; one after the other takes three times as long.
      AIRFLOW__CORE__EXECUTOR: 'LocalExecutor',
      _AIRFLOW__SKIP_DATABASE_EXECUTOR_COMPATIBILITY_CHECK: '1',
      AIRFLOW__WEBSERVER__SECRET_KEY: randomBytes(32).toString('hex'),
      ...home.env,
    }
    const started = { program: home.executable, env, cwd: home.home }
    const scheduler = { ...started, name: 'scheduler', args: ['scheduler', '--skip-serve-logs'] }
    const facts = { home: home.home, dags: home.dags, program: home.executable }
    if (pages === 'none') return { processes: [scheduler], facts }
    const password = randomBytes(12).toString('base64url')
    const added = await home.script(join(import.meta.dirname, 'add-user.py'), ['admin'], { env: { ...env, ADD_USER_PASSWORD: password } })
    if (added.code !== 0) throw new Error(`Airflow would not add its user:\n${added.stderr.slice(-2000)}`)
    const port = String(await freePort())
    const url = `http://127.0.0.1:${port}`
    const webserver = {
      ...started,
      name: 'webserver',
      args: ['webserver', '--hostname', '127.0.0.1', '--port', port, '--workers', '1', '--access-logfile', '/dev/null'],
    }
    return { processes: [scheduler, webserver], facts: { url, health: `${url}/health`, user: 'admin', password, ...facts } }
  },
}
