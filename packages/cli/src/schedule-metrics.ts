import { metricText, type ScheduleEvent } from '@meshwright/pipeline'
import { readFile } from 'node:fs/promises'

/** What a scheduler did since it began, beside what the last run wrote into its file. */
export class ScheduleMetrics {
  readonly #labels: Readonly<Record<string, string>>
  readonly #file: string
  readonly #runs = { succeeded: 0, failed: 0 }
  #running = 0
  #nextDue: number | undefined

  constructor(labels: Readonly<Record<string, string>>, file: string) {
    this.#labels = labels
    this.#file = file
  }

  add(event: ScheduleEvent): void {
    if (event.event === 'waiting') this.#nextDue = event.due.getTime() / 1000
    if (event.event === 'started') this.#running = 1
    if (event.event === 'ended') {
      this.#running = 0
      this.#runs[event.exitCode === 0 ? 'succeeded' : 'failed']++
    }
  }

  async text(): Promise<string> {
    const labels = this.#labels
    const ofRuns = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    const runs = Object.entries(this.#runs).map(([status, value]) => ({ labels: { ...labels, status }, value }))
    return `${ofRuns}${metricText([
      {
        name: 'meshwright_schedule_running',
        type: 'gauge',
        help: 'Whether a run goes on: 1 or 0.',
        samples: [{ labels, value: this.#running }],
      },
      {
        name: 'meshwright_schedule_next_due_timestamp_seconds',
        type: 'gauge',
        help: 'When the next run is due, in seconds since 1970.',
        samples: this.#nextDue === undefined ? [] : [{ labels, value: this.#nextDue }],
      },
      { name: 'meshwright_schedule_runs_total', type: 'counter', help: 'Runs that ended since the scheduler began.', samples: runs },
    ])}`
  }
}
