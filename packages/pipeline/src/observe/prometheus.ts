import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeFolder } from '../make-folder.ts'
import { PipelineError } from '../pipeline-error.ts'
import { metricText } from './metric-text.ts'
import { RunMetrics } from './run-metrics.ts'
import type { RunObserver } from './run-observer.ts'

export interface PrometheusOptions {
  /**
   * In a folder that node_exporter's textfile collector reads, and ending in `.prom`; a path from the working folder, or a URL. It is
   * replaced as a whole when a run ends. Runs at the same time need a file each.
   */
  readonly file: string | URL
}

/** Writes what each run came to as metrics for Prometheus. Throws PipelineError `project-invalid`. */
export function prometheus({ file }: PrometheusOptions): RunObserver {
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
            await replaceFile(path, metricText(metrics.metrics(await textOf(path))))
            return []
          } catch (error) {
            return [`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`]
          }
        },
      }
    },
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/** Whoever reads it meanwhile has the old text or the new one, also after the machine went down. */
async function replaceFile(path: string, text: string): Promise<void> {
  makeFolder(dirname(path))
  const beside = `${path}.${process.pid}`
  try {
    const file = await open(beside, 'w', 0o644)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
