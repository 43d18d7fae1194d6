import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** How old a heartbeat may be, in ms; they come every few seconds. */
const FRESH_MS = 30_000

/** Which of these jobs of Airflow (`SchedulerJob`) have no fresh heartbeat in the database of a home. */
export function withoutHeartbeat(home: string, jobs: readonly string[], now = Date.now()): readonly string[] {
  const database = new DatabaseSync(join(home, 'airflow.db'), { readOnly: true, timeout: 1000 })
  try {
    const latest = database.prepare("select max(latest_heartbeat) as at from job where job_type = ? and state = 'running'")
    return jobs.filter((job) => {
      // In UTC, without saying so.
      const at = latest.get(job)?.['at']
      return typeof at !== 'string' || now - Date.parse(`${at.replace(' ', 'T')}Z`) > FRESH_MS
    })
  } catch (error) {
    if (error instanceof Error && /locked/.test(error.message)) return jobs
    throw error
  } finally {
    database.close()
  }
}
