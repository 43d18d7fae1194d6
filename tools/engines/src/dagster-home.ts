import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { called, type CallOptions, type Ran } from './called.ts'
import { dagster } from './dagster.ts'
import { installed } from './installed.ts'
import { surroundings } from './surroundings.ts'

/** An own Dagster home in a temporary folder, in which nobody outside is told anything; removed by `dispose`. */
export interface DagsterHome extends AsyncDisposable {
  readonly home: string
  /** Calls `dagster`; a failure is a code, not an exception. */
  cli(args: readonly string[], options?: CallOptions): Promise<Ran>
  /** Runs a Python file with this Dagster. */
  script(file: string, args: readonly string[], options?: CallOptions): Promise<Ran>
  /** What became of the latest run. */
  lastRun(): Promise<DagsterRun>
}

export interface DagsterRun {
  readonly id: string
  /** `SUCCESS`, `FAILURE` */
  readonly status: string
  /** Of each step that was begun: `SUCCESS`, `FAILURE`. */
  readonly steps: Readonly<Record<string, string>>
  /** Keys of the assets that were materialized, as texts, in order. */
  readonly made: readonly string[]
}

/** Makes a home for the installed Dagster, which is installed first where it is missing: `await using dagster = await dagsterHome()`. */
export async function dagsterHome(): Promise<DagsterHome> {
  const { path: executable } = await installed(dagster, surroundings(process.env))
  const home = await mkdtemp(join(tmpdir(), 'mw-dagster-'))
  const bin = dirname(executable)
  await writeFile(join(home, 'dagster.yaml'), 'telemetry:\n  enabled: false\n')
  const env = { ...process.env, DAGSTER_HOME: home, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }
  const call = (program: string, args: readonly string[], { env: more, limitMs = 300_000 }: CallOptions = {}) =>
    called(program, args, { ...env, ...more }, home, limitMs)
  const script = (file: string, args: readonly string[], given?: CallOptions) => call(join(bin, 'python'), [file, ...args], given)
  return {
    home,
    cli: (args, given) => call(executable, args, given),
    script,
    async lastRun() {
      const { code, stdout, stderr } = await script(join(import.meta.dirname, 'dagster-last-run.py'), [])
      if (code !== 0) throw new Error(`Dagster did not answer (${String(code)}):\n${stderr.slice(-4000)}`)
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as DagsterRun
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true, maxRetries: 3 }),
  }
}
