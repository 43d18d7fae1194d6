import { cp, mkdir } from 'node:fs/promises'
import { delimiter, dirname, join, resolve } from 'node:path'
import { called, type CallOptions, type Ran } from '../called.ts'
import type { Found } from '../engine.ts'
import { MIGRATED, QUIET } from './airflow-environment.ts'
import type { DagBag } from './dag-bag.ts'

export interface AirflowOptions {
  /** The folder of DAG files, which is read where it is. Default: `dags` in the home, empty. */
  readonly dags?: string
  /** Further environment of everything that is started: `AIRFLOW__…` settings, variables of tasks. */
  readonly env?: Readonly<Record<string, string>>
}

/** An Airflow home of one's own, with a migrated database. */
export interface AirflowHome {
  readonly home: string
  readonly dags: string
  /** The environment that programs of this Airflow are called with. */
  readonly env: Readonly<Record<string, string>>
  /** `airflow` */
  readonly executable: string
  readonly python: string
  readonly version: string
  /** Calls `airflow`; a failure is a code, not an exception. */
  cli(args: readonly string[], options?: CallOptions): Promise<Ran>
  /** Runs a Python file with this Airflow. */
  script(file: string, args: readonly string[], options?: CallOptions): Promise<Ran>
  /** What DagBag makes of the files; needs no database. Default: all of `dags`. */
  dagBag(files?: readonly string[]): Promise<DagBag>
}

/** Fills an empty folder: a copy of the migrated database, and the environment that goes with it. */
export async function makeHome({ path: executable, version }: Found, home: string, options: AirflowOptions = {}): Promise<AirflowHome> {
  const bin = dirname(executable)
  const python = join(bin, 'python')
  const dags = options.dags === undefined ? join(home, 'dags') : resolve(options.dags)
  await mkdir(dags, { recursive: true })
  await cp(join(bin, '..', MIGRATED), join(home, 'airflow.db'))
  const env = { ...airflowEnvironment(home, dags, bin), ...options.env }
  const call = (program: string, args: readonly string[], { env: more, limitMs = 300_000 }: CallOptions = {}) =>
    called(program, args, { ...env, ...more }, home, limitMs)
  const script = (file: string, args: readonly string[], given?: CallOptions) => call(python, [file, ...args], given)

  return {
    home,
    dags,
    env,
    executable,
    python,
    version,
    cli: (args, given) => call(executable, args, given),
    script,
    async dagBag(files = [dags]) {
      const { code, stdout, stderr } = await script(join(import.meta.dirname, 'dag-bag.py'), files)
      if (code !== 0) throw new Error(`DagBag did not answer (${String(code)}):\n${stderr.slice(-4000)}`)
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as DagBag
    },
  }
}

/** The environment of this process without its Airflow, with that of the home. */
function airflowEnvironment(home: string, dags: string, bin: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^_?AIRFLOW_/.test(entry[0]),
  )
  return {
    ...Object.fromEntries(kept),
    ...QUIET,
    AIRFLOW_HOME: home,
    AIRFLOW__CORE__DAGS_FOLDER: dags,
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'False',
    AIRFLOW__CORE__PARALLELISM: '2',
    // Airflow 2 starts tasks by calling `airflow`.
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
  }
}
