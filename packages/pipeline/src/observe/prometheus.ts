import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PipelineError } from '../pipeline-error.ts'
import { metricText } from './metric-text.ts'
import { RunMetrics } from './run-metrics.ts'
import { refuseOptions, type RunObserver } from './run-observer.ts'
import { updateFile } from './update-file.ts'

export interface PrometheusOptions {
  /**
   * In a folder that node_exporter's textfile collector reads, and ending in `.prom`; a path from the working folder, or a URL. It is
   * replaced as a whole when a run ends. Projects may share one, and processes that end at the same time each add what they know.
   */
  readonly file: string | URL
}

/** Writes what each run came to as metrics for Prometheus. Throws PipelineError `project-invalid`. */
export function prometheus(options: PrometheusOptions): RunObserver {
  const { file } = options
  refuseOptions('prometheus', options, { file: true })
  const path = typeof file === 'string' ? resolve(file) : fileURLToPath(file)
  if (!path.endsWith('.prom'))
    throw new PipelineError('project-invalid', `prometheus: ${String(file)} does not end in .prom, and node_exporter reads no other files`)
  return {
    name: 'prometheus',
    begin(run) {
      const metrics = new RunMetrics(run)
      return {
        event: (event) => metrics.add(event),
        async end() {
          try {
            await updateFile(path, (before) => metricText(metrics.metrics(before)))
            return []
          } catch (error) {
            return [`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`]
          }
        },
      }
    },
  }
}
