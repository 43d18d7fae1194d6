import { didYouMean, unknownOptions, type Pool, type Retries } from '@meshwright/contracts'
import type { Project, ProjectDefinition } from './project.ts'
import { asksState, takeTerms } from './select-tables.ts'
import { selectables } from './selectable.ts'

/** How many tasks of a pool run at a time. */
export type PoolDefinition = number | { readonly slots: number; readonly description?: string }

/** How some tasks are run. A later entry of a project's `tasks` wins over an earlier one, setting by setting. */
export interface TaskSettings {
  /** Tables, reports and commands, written as for `--select`: `layer:raw`, `source:rest,tag:slow`. Default: all. */
  readonly select?: string
  /**
   * Default: none. The time before the first retry doubles with each further one. Gates are not retried, whatever is said here: what a
   * check has found stays so until the data change.
   */
  readonly retries?: RetrySettings
  /** Of one try of one task: of loading, building or checking a table, of a report, of a command. */
  readonly timeoutSeconds?: number | null
  /** One of the project's pools; null for none. It holds gates too. */
  readonly pool?: string | null
}

export interface RetrySettings {
  readonly count: number
  /** Default 30. */
  readonly delaySeconds?: number
  /** Default 600, or `delaySeconds` where that is more. */
  readonly maxDelaySeconds?: number
}

export interface SettledTask {
  readonly retries: Retries
  readonly timeoutSeconds: number | null
  readonly pool: string | null
}

export const NO_RETRIES: Retries = { count: 0, delaySeconds: 0, maxDelaySeconds: 0 }

const PLAIN: SettledTask = { retries: NO_RETRIES, timeoutSeconds: null, pool: null }

/** How the tasks of a table, report or command are run, by its id. */
export function taskSettings(project: Project): (id: string) => SettledTask {
  if (project.tasks.length === 0) return () => PLAIN
  const settled = new Map<string, SettledTask>()
  const nodes = selectables(project)
  for (const { select, retries, timeoutSeconds, pool } of project.tasks) {
    const own = {
      ...(retries === undefined ? {} : { retries: settledRetries(retries) }),
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
      ...(pool === undefined ? {} : { pool }),
    }
    for (const id of select === undefined ? nodes.keys() : takeTerms([select], '', nodes, []))
      settled.set(id, { ...(settled.get(id) ?? PLAIN), ...own })
  }
  return (id) => settled.get(id) ?? PLAIN
}

const DELAY_SECONDS = 30
const MAX_DELAY_SECONDS = 600

const settledRetries = ({ count, delaySeconds = DELAY_SECONDS, maxDelaySeconds }: RetrySettings): Retries =>
  count === 0 ? NO_RETRIES : { count, delaySeconds, maxDelaySeconds: maxDelaySeconds ?? Math.max(delaySeconds, MAX_DELAY_SECONDS) }

/** The pools of a project, by name, with the one of its warehouse where only so many processes can write it. */
export function declaredPools({ pools = {} }: Pick<ProjectDefinition, 'pools'>): Pool[] {
  return Object.entries(pools)
    .map(([name, pool]) => (typeof pool === 'number' ? { name, slots: pool, description: '' } : { description: '', ...pool, name }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** The pool of the processes that write the project's warehouse, or undefined where the engine sets no limit. */
export function warehousePool({ name, warehouse }: Pick<ProjectDefinition, 'name' | 'warehouse'>): Pool | undefined {
  const { name: engine, writingProcesses: slots } = warehouse
  return slots === undefined
    ? undefined
    : {
        name: `${name}_${engine}`,
        slots,
        description: `${slots === 1 ? 'One process' : `${slots} processes`} at a time can write the ${engine} warehouse of ${name}.`,
      }
}

const wholeAbove = (least: number, value: unknown) => Number.isInteger(value) && (value as number) >= least
const positive = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value > 0

/** What is wrong with the options of a project that shape its plan, but for what they select. */
export function planOptionProblems(definition: ProjectDefinition): string[] {
  const { name, timeoutSeconds, wakesOn = [], pools = {} } = definition
  const problems: string[] = []
  if (timeoutSeconds !== undefined && !positive(timeoutSeconds))
    problems.push(`timeoutSeconds: ${String(timeoutSeconds)} is not a number of seconds above 0`)
  for (const { name: pool, slots } of declaredPools(definition)) {
    if (!wholeAbove(1, slots)) problems.push(`pool ${pool}: ${String(slots)} is not a number of slots (1 or more)`)
    if (pool.trim() === '') problems.push('pools: a pool needs a name')
  }
  const ofWarehouse = warehousePool(definition)
  if (ofWarehouse !== undefined && Object.hasOwn(pools, ofWarehouse.name))
    problems.push(`pool ${ofWarehouse.name}: that is the name of the warehouse's own pool; choose another`)
  for (const table of wakesOn)
    if (typeof table.project !== 'string' || typeof table.name !== 'string' || table.project === '' || table.name === '')
      problems.push(`wakesOn: ${JSON.stringify(table)} is not a table of a project; write { project: 'suppliers', name: 'deliveries' }`)
    else if (table.project === name)
      problems.push(`wakesOn: ${table.name} is a table of ${name} itself, which would wake itself for ever; name tables of other projects`)
  return problems
}

const SETTINGS = { select: true, retries: true, timeoutSeconds: true, pool: true } satisfies Record<keyof TaskSettings, true>
const RETRY_SETTINGS = { count: true, delaySeconds: true, maxDelaySeconds: true } satisfies Record<keyof RetrySettings, true>

/** What is wrong with the settings of a project's tasks: what they select, the pools they name, numbers that are none. */
export function settingProblems(project: Project): string[] {
  const problems: string[] = []
  const pools = project.pools.map((pool) => pool.name)
  for (const [index, settings] of project.tasks.entries()) {
    const { select, retries, timeoutSeconds, pool } = settings
    const at = `tasks[${index}]`
    problems.push(...unknownOptions(settings, SETTINGS).map((problem) => `${at}: ${problem}`))
    problems.push(...unknownOptions(Object(retries ?? {}) as object, RETRY_SETTINGS).map((problem) => `${at}: retries: ${problem}`))
    if (select !== undefined) takeTerms([select], `${at}: select`, selectables(project), problems)
    if (select !== undefined && asksState(select))
      problems.push(`${at}: select: what changed is asked on the command line, not by a project`)
    if (retries !== undefined && !wholeAbove(0, retries.count))
      problems.push(`${at}: retries: count is ${String(retries.count)}, not how often a task is tried again`)
    const { delaySeconds, maxDelaySeconds } = retries ?? {}
    for (const [option, value] of Object.entries({ delaySeconds, maxDelaySeconds }))
      if (value !== undefined && !(Number.isFinite(value) && value >= 0))
        problems.push(`${at}: retries: ${option} is ${String(value)}, not a number of seconds`)
    if (delaySeconds !== undefined && maxDelaySeconds !== undefined && delaySeconds > maxDelaySeconds)
      problems.push(`${at}: retries: delaySeconds (${delaySeconds}) is more than maxDelaySeconds (${maxDelaySeconds})`)
    if (timeoutSeconds !== undefined && timeoutSeconds !== null && !positive(timeoutSeconds))
      problems.push(`${at}: timeoutSeconds: ${String(timeoutSeconds)} is not a number of seconds above 0`)
    if (pool !== undefined && pool !== null && !pools.includes(pool))
      problems.push(`${at}: there is no pool "${pool}"${didYouMean(pool, pools, `declare it: pools: { ${JSON.stringify(pool)}: 1 }`)}`)
  }
  return problems
}
