import { checkModels } from '@meshwright/models'
import {
  manifestProject,
  nodeFingerprint,
  outsideReads,
  planProject,
  readPublishedManifest,
  readState,
  resolverOf,
  type DeferOptions,
  type Project,
  type ProjectNode,
  type ProjectState,
  placeOwner,
  refuseOtherOwner,
} from '@meshwright/pipeline'
import {
  diffManifests,
  GRANULARITIES,
  type ManifestDiff,
  type Plan,
  type Pool,
  type StateComparison,
  type Task,
} from '@meshwright/contracts'
import { existsSync } from 'node:fs'
import { openProject, text, type Call, type Command, type OpenedProject } from '../command.ts'
import { breakingLine, changeWords } from '../change-lines.ts'
import { documentText } from '../document-text.ts'
import { openReading, WAIT_HELP, WAIT_OPTION } from '../open-reading.ts'
import { SELECT_HELP, SELECT_OPTIONS, selectedScope } from '../selection.ts'
import { granularityOf } from '../task-options.ts'
import { counted, grouped, textTable } from '../text-table.ts'
import { changedPage, listed } from '../changed-page.ts'
import { deferred, DEFER_HELP, DEFER_OPTIONS, givenState, looksAtState } from '../state.ts'
import { promised } from './diff.ts'

export const plan: Command = {
  name: 'plan',
  summary:
    'Shows what a run would do: what is new, what changed by definition, what is as it was: since it was published, or since a manifest was written (--state). It changes nothing; sources are looked at when it runs.',
  operands: '',
  options: { ...SELECT_OPTIONS, ...DEFER_OPTIONS, granularity: { type: 'string' }, ...WAIT_OPTION },
  optionHelp: {
    ...SELECT_HELP,
    ...DEFER_HELP,
    granularity: 'how much one task does, as for a scheduler: task, layer, group (what is connected) or project (default: task)',
    ...WAIT_HELP,
  },
  completes: { options: { granularity: GRANULARITIES } },
  examples: [
    'meshwright plan',
    'meshwright plan --select dm_monthly_sales+',
    'meshwright plan --state manifest.json',
    'meshwright plan --json > plan.json',
    'meshwright plan --granularity layer --json',
  ],
  ofProjectAlone: (args) => args.includes('--json') && !looksAtState(args),
  async run(call) {
    const granularity = granularityOf(text(call.options['granularity'])) ?? 'task'
    const opened = await openProject(call)
    const { project } = opened
    const scope = selectedScope(call, project)
    const made = planProject(project, { granularity, ...scope })
    const given = givenState(call, project)
    const defer = deferred(call, opened)
    if (call.options['json'] === true) {
      const document = given === undefined ? made : { ...chosen(given.comparison, scope.selected), plan: made }
      for (const piece of documentText(document)) call.terminal.out(piece)
      return 0
    }
    const nodes = project.nodes.filter((node) => scope.selected?.has(node.contract.name) ?? true)
    if (given === undefined) {
      const state = await currentState(call, opened, nodes)
      call.terminal.out(`${page(project, nodes, state, changesSince(opened))}${closing(project, made)}`)
    } else {
      await fitting(project, changedOf(nodes, given.comparison))
      call.terminal.out(
        `${changedPage(project, chosen(given.comparison, scope.selected), given.file)}${deferLine(made.tasks, defer)}${closing(project, made)}`,
      )
    }
    return 0
  },
}

/** What is compared of a selection; what was removed is in none. */
const chosen = (comparison: StateComparison, selected: ReadonlySet<string> | undefined): StateComparison =>
  selected === undefined ? comparison : { ...comparison, nodes: comparison.nodes.filter(({ id }) => selected.has(id)) }

function changedOf(nodes: readonly ProjectNode[], { nodes: compared }: StateComparison): readonly ProjectNode[] {
  const own = new Set(compared.flatMap(({ id, change }) => (change === 'new' || change === 'modified' ? [id] : [])))
  return nodes.filter((node) => own.has(node.contract.name))
}

const modelsOf = (nodes: readonly ProjectNode[]) => nodes.flatMap((node) => (node.made.by === 'model' ? [node.made.model] : []))

/** Holds models against their contracts where the engine can do so without the warehouse. Returns whether it could. */
async function fitting(project: Project, nodes: readonly ProjectNode[]): Promise<boolean> {
  const scratch = await project.warehouse.scratch?.()
  if (scratch === undefined) return false
  try {
    await checkModels(modelsOf(nodes), scratch, project.warehouse.dialect)
    return true
  } finally {
    await scratch.close()
  }
}

/** The state of the warehouse, or none when there is no warehouse yet; models are held against their contracts on the way. */
async function currentState(call: Call, opened: OpenedProject, nodes: readonly ProjectNode[]): Promise<ProjectState | undefined> {
  const { project, home } = opened
  const fitted = await fitting(project, nodes)
  if (fitted && !existsSync(home)) return undefined
  const store = await openReading(call, opened)
  try {
    if (!fitted) await checkModels(modelsOf(nodes), store, project.warehouse.dialect)
    const [resolver, { dialect }] = [resolverOf(project), project.warehouse]
    const tables = new Set((await store.list(project.environment.schema)).map((table) => table.name.table))
    refuseOtherOwner(project, await placeOwner(store, resolver, dialect, tables), store.location)
    return await readState(store, resolver, dialect, tables)
  } finally {
    await store.close()
  }
}

/** What changed by definition since the tables were published, as far as this home knows. */
function changesSince({ project, home }: OpenedProject): ManifestDiff | undefined {
  const published = readPublishedManifest(home)
  return published === undefined ? undefined : diffManifests(published, manifestProject(project), { promised })
}

function page(project: Project, nodes: readonly ProjectNode[], state: ProjectState | undefined, changes: ManifestDiff | undefined): string {
  const marked = nodes.map((node) => {
    const published = state?.publications.get(node.contract.name)
    const mark = published === undefined ? '+' : published.fingerprint === nodeFingerprint(node) ? '=' : '~'
    return { node, mark, rows: published?.rows ?? null }
  })
  const shown = marked.filter(({ mark }) => mark !== '=')
  const rows = shown.flatMap(({ node, mark, rows: count }) => [
    [
      mark,
      node.made.by === 'stream' ? 'source' : 'model',
      node.contract.name,
      mark === '+' ? 'new' : 'definition changed',
      node.made.by === 'stream'
        ? `load from ${node.made.stream.origin}`
        : `build${count === null ? '' : ` (${counted(count, 'row')} now)`}`,
    ],
    ...(mark === '~' ? detail(node, changes) : []),
  ])
  const same = marked.filter(({ mark }) => mark === '=')
  const sources = same.filter(({ node }) => node.made.by === 'stream').length
  const unchanged = same.length
    ? `= ${counted(same.length - sources, 'model')}, ${counted(sources, 'source')}  as defined; run again only where their data changed\n`
    : ''
  return `${textTable(rows)}${unchanged}${breakingLine(
    shown.filter(({ mark }) => mark === '~').map(({ node }) => node.contract.name),
    changes,
  )}`
}

/** What a run would read elsewhere; only the warehouse knows what it has published itself. */
function deferLine(tasks: readonly Task[], defer: DeferOptions | undefined): string {
  const names = defer === undefined ? [] : outsideReads(tasks, 'run')
  if (defer === undefined || names.length === 0) return ''
  const { name, schema, file } = defer.state.environment
  const where = `environment ${name} (schema ${schema}${file === null ? '' : ` of ${file}`})`
  return `defer  ${listed(names)}  read from ${where}${defer.favor === 'state' ? '' : ', where not published here'}\n`
}

/** When it runs, what is limited, and how many tasks there are. */
function closing({ schedule }: Project, { tasks, pools, granularity }: Plan): string {
  const due = schedule === undefined ? '' : `schedule ${schedule.cron} (${schedule.timeZone})\n`
  return `${due}${textTable(pools.map((pool) => poolRow(pool, tasks)))}${counted(tasks.length, 'task')}${
    granularity === 'task' ? '' : `, by ${granularity}`
  }; --json shows each with its edges\n`
}

function poolRow({ name, slots }: Pool, tasks: readonly Task[]): string[] {
  const held = tasks.filter((task) => task.pool === name || task.limits.includes(name)).length
  return ['pool', name, `${grouped(slots)} at a time of ${counted(held, 'task')}`]
}

/** The lines below a table: each change, then what it reaches. */
function detail({ contract }: ProjectNode, changes: ManifestDiff | undefined): string[][] {
  const own = (changes?.changes ?? []).filter(({ table }) => table === contract.name)
  const reached = (changes?.affected ?? []).filter(({ from }) => from.includes(contract.name))
  return [
    ...own.map((change) => ['', '', change.column ?? '', changeWords(change)]),
    ...reached.map(({ table, owner, columns }) => [
      '',
      '',
      '',
      `reaches ${table}, owner ${owner}${columns.length === 0 ? '' : ` (${columns.join(', ')})`}`,
    ]),
  ]
}
