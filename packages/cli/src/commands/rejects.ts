import { didYouMean, exactJson } from '@meshwright/contracts'
import { resolverOf, type Project, type ProjectNode } from '@meshwright/pipeline'
import { REJECTED_COLUMNS } from '@meshwright/ingest'
import { tableSql, type InspectedTable, type SqlValue, type Store } from '@meshwright/sql'
import { CliError } from '../cli-error.ts'
import { jsonText, openProject, type Command } from '../command.ts'
import { findNode } from '../find-node.ts'
import { replay } from './replay-rejects.ts'
import { openReading, WAIT_HELP, WAIT_OPTION } from '../open-reading.ts'
import { counted, grouped, harmless, textTable } from '../text-table.ts'

const SHOWN = 50

export const rejects: Command = {
  name: 'rejects',
  summary:
    'Lists the rows that were not loaded, shows those of the last load of a table that rejected some, with place and reason, or offers them again by the contract of today.',
  operands: 'list | show <table> | replay <table>',
  options: { from: { type: 'string' }, ...WAIT_OPTION },
  optionHelp: { from: 'replay: a file that show --json wrote, in which cells were corrected; only its rows are offered', ...WAIT_HELP },
  completes: { operands: [['list', 'show', 'replay'], 'tables'], options: { from: 'files' } },
  examples: [
    'meshwright rejects list',
    'meshwright rejects show orders',
    'meshwright rejects replay orders',
    'meshwright rejects show orders --json > mended.json',
    'meshwright rejects replay orders --from mended.json',
  ],
  async run(call) {
    const [what, name, extra] = call.operands
    if (what !== 'list' && what !== 'show' && what !== 'replay')
      throw new CliError(
        'usage',
        `meshwright rejects: say list, show <table> or replay <table>${didYouMean(what ?? '', ['list', 'show', 'replay'])}`,
      )
    const unwanted = what === 'list' ? name : extra
    if (unwanted !== undefined) throw new CliError('usage', `meshwright rejects ${what}: "${unwanted}" means nothing here`)
    if (what !== 'replay' && call.options['from'] !== undefined) throw new CliError('usage', 'meshwright rejects: --from is for replay')
    const opened = await openProject(call)
    const { project } = opened
    if (what === 'replay') return replay(call, opened, findNode(project, name, 'rejects replay'))
    const nodes = what === 'show' ? [findNode(project, name, 'rejects show')] : project.nodes.filter((node) => node.made.by === 'stream')
    const store = await openReading(call, opened)
    try {
      const json = call.options['json'] === true
      if (what === 'list') {
        const rows = await summaries(project, store, nodes)
        call.terminal.out(json ? jsonText(rows) : listPage(rows))
      } else {
        const node = nodes[0] as ProjectNode
        const rows = await lastRejects(project, store, node)
        call.terminal.out(json ? jsonText(rows.map(withCells)) : showPage(node.contract.name, rows))
      }
      return 0
    } finally {
      await store.close()
    }
  },
}

function rejectedTable(project: Project, node: ProjectNode) {
  return resolverOf(project).resolve(
    { project: project.name, name: node.contract.name, version: node.contract.version },
    { stage: 'rejected' },
  )
}

interface Summary {
  readonly table: string
  readonly loadId: string
  readonly rejectedAt: string
  readonly rows: number
  /** The first by name, and how many there are. */
  readonly file: string
  readonly files: number
}

async function summaries(project: Project, store: Store, nodes: readonly ProjectNode[]): Promise<Summary[]> {
  const found: Summary[] = []
  for (const node of nodes) {
    const table = await store.inspect(rejectedTable(project, node))
    if (table === undefined) continue
    const { rows } = await store.query(
      `select load_id, min(mw_at), count(*), min(file), count(distinct file) from (select load_id, file, record, min(rejected_at) as mw_at from ${tableSql(table.name, project.warehouse.dialect)} where ${waiting(table)} group by load_id, file, record) as mw_r group by load_id order by load_id desc`,
    )
    for (const [loadId, at, count, file, files] of rows)
      found.push({
        table: node.contract.name,
        loadId: String(loadId),
        rejectedAt: String(at),
        rows: Number(count),
        file: String(file),
        files: Number(files),
      })
  }
  return found
}

/** To the second; the rest is in the JSON. */
const moment = (instant: string): string => `${instant.slice(0, 19).replace('T', ' ')} UTC`

function listPage(rows: readonly Summary[]): string {
  if (rows.length === 0) return 'No row was rejected.\n'
  return textTable(
    [
      ['table', 'rows', 'file', 'rejected at', 'load'],
      ...rows.map((row) => [row.table, grouped(row.rows), filesInWords(row), moment(row.rejectedAt), row.loadId]),
    ],
    ['left', 'right'],
  )
}

const filesInWords = ({ file, files }: Summary): string => (files === 1 ? file : `${file} and ${grouped(files - 1)} more`)

const has = (table: InspectedTable, name: string) => table.columns.some((column) => column.name === name)

/** The rows that no replay has offered again; a table of an earlier version knows of none. */
const waiting = (table: InspectedTable) => (has(table, 'replayed_by') ? 'replayed_by is null' : 'true')

type Reject = Readonly<Record<string, SqlValue>>

async function lastRejects(project: Project, store: Store, node: ProjectNode): Promise<Reject[]> {
  const inspected = await store.inspect(rejectedTable(project, node))
  if (inspected === undefined) return []
  const table = tableSql(inspected.name, project.warehouse.dialect)
  const names = REJECTED_COLUMNS.map((column) => column.name).filter((column) => has(inspected, column))
  const open = waiting(inspected)
  const { rows } = await store.query(
    `select ${names.join(', ')} from ${table} where ${open} and load_id = (select max(load_id) from ${table} where ${open}) order by file, record, column_name`,
  )
  return rows.map((row) => Object.fromEntries(names.map((column, index) => [column, row[index] ?? null])))
}

/** The cells as JSON itself, so that a person can correct them for a replay. */
const withCells = (row: Reject) => ({
  ...row,
  ...(typeof row['cells'] === 'string' ? { cells: exactJson(row['cells']) } : {}),
})

function showPage(name: string, rows: readonly Reject[]): string {
  if (rows.length === 0) return `No row of ${name} was rejected.\n`
  const lines = rows.slice(0, SHOWN).map((row) => {
    const place = row['cell'] ?? (row['line'] === null ? `record ${String(row['record'])}` : String(row['line']))
    const hint = row['hint'] === null ? '' : `\n    ${String(row['hint'])}`
    return `${String(row['file'])}:${String(place)}  ${String(row['reason'])}${hint}${row['raw'] === null ? '' : `\n    ${harmless(String(row['raw']))}`}\n`
  })
  const records = new Set(rows.map((row) => `${String(row['record'])} ${String(row['file'])}`)).size
  const rest = rows.length > SHOWN ? `… and ${counted(rows.length - SHOWN, 'reason')} more: --json shows all\n` : ''
  return `${lines.join('')}${rest}${counted(records, 'row')} of ${name} rejected by load ${String(rows[0]?.['load_id'])}\n`
}
