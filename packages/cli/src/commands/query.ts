import { didYouMean, nearestName, toJson } from '@meshwright/contracts'
import type { Project } from '@meshwright/pipeline'
import type { InspectedColumn, QueryResult, SqlValue } from '@meshwright/sql'
import { setImmediate } from 'node:timers/promises'
import { CliError } from '../cli-error.ts'
import { jsonText, openProject, text, type Command } from '../command.ts'
import { openReading, WAIT_HELP, WAIT_OPTION } from '../open-reading.ts'
import { counted, harmless, textTableLines } from '../text-table.ts'

const FORMATS = ['table', 'json', 'csv'] as const

export const query: Command = {
  name: 'query',
  summary: 'Asks the warehouse of the project in its own SQL and prints the rows. It only reads.',
  operands: '"select …"',
  options: { format: { type: 'string' }, ...WAIT_OPTION },
  optionHelp: { format: 'table (default), json or csv; in json, int64 and decimals are text, so that no digit is lost', ...WAIT_HELP },
  completes: { options: { format: FORMATS } },
  examples: [
    'meshwright query "select * from dm_monthly_sales order by month"',
    'meshwright query --format csv "select * from dm_best_sellers" > best.csv',
  ],
  async run(call) {
    const [sql, ...more] = call.operands
    const format = call.options['json'] === true ? 'json' : (text(call.options['format']) ?? 'table')
    if (sql === undefined || sql.trim() === '' || more.length)
      throw new CliError('usage', 'meshwright query: give one statement, in quotes: meshwright query "select * from …"')
    if (!FORMATS.includes(format as (typeof FORMATS)[number]))
      throw new CliError(
        'usage',
        `meshwright query: there is no format "${format}"${didYouMean(format, FORMATS)}\nIt is one of ${FORMATS.join(', ')}.`,
      )
    const opened = await openProject(call)
    const store = await openReading(call, opened)
    try {
      const result = await store.query(sql).catch((error: unknown) => {
        throw refused(error, opened.project)
      })
      if (format === 'json') refuseDoubleNames(result)
      for (const part of parts(format === 'json' ? jsonLines(result) : format === 'csv' ? csvLines(result) : tableLines(result))) {
        call.terminal.out(part)
        await setImmediate() // whoever reads may have seen enough
      }
      if (format === 'table') call.terminal.err(`${counted(result.rows.length, 'row')}\n`)
      return 0
    } finally {
      await store.close()
    }
  },
}

/** Whatever a warehouse says about a person's statement is about that statement, also where its driver throws something of its own. */
function refused(error: unknown, project: Project): CliError {
  const message = error instanceof Error ? error.message : String(error)
  return new CliError('statement-failed', `the warehouse refused the statement: ${message}${nearName(message, project)}`, {
    cause: error,
  })
}

/** The nearest table or column to the name that an engine's message says is not there, unless it offers that itself. */
function nearName(message: string, project: Project): string {
  const name = /\b(?:column|relation|table(?: with name)?)\s+"?([\w.]+)"?/i.exec(message)?.[1]?.split('.').at(-1)
  if (name === undefined) return ''
  const known = project.nodes.flatMap(({ contract }) => [contract.name, ...contract.columns.map((column) => column.name)])
  const nearest = known.includes(name) ? undefined : nearestName(name, known)
  return nearest === undefined || message.includes(`"${nearest}"`) ? '' : `\nDid you mean "${nearest}"?`
}

const json = (column: InspectedColumn | undefined, value: SqlValue | undefined): unknown =>
  value === null || value === undefined || column?.type === undefined ? (value ?? null) : toJson(column.type, value)

const PART = 1 << 16

/** Lines joined to texts of some size: all of a large result is longer than one text can be. */
function* parts(lines: Iterable<string>): Generator<string> {
  let part = ''
  for (const line of lines) {
    part += line
    if (part.length < PART) continue
    yield part
    part = ''
  }
  if (part !== '') yield part
}

/** A record holds one value of each name. */
function refuseDoubleNames({ columns }: QueryResult): void {
  const names = columns.map(({ name }) => name)
  const double = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  if (double.size > 0)
    throw new CliError(
      'usage',
      `meshwright query: several columns are named ${[...double].map((name) => `"${name}"`).join(' and ')}, and a record in JSON holds one of a name: give the others one with as, or take --format csv`,
    )
}

function* jsonLines({ columns, rows }: QueryResult): Generator<string> {
  for (const [at, row] of rows.entries()) {
    const record = Object.fromEntries(columns.map((column, index) => [column.name, json(column, row[index])]))
    yield `${at === 0 ? '[' : ','}\n  ${jsonText(record).trimEnd().replaceAll('\n', '\n  ')}`
  }
  yield rows.length === 0 ? '[]\n' : '\n]\n'
}

function plain(column: InspectedColumn | undefined, value: SqlValue | undefined): string {
  const form = json(column, value)
  return typeof form === 'string' ? form : form === null ? '' : typeof form === 'bigint' ? form.toString() : JSON.stringify(form)
}

const NUMERIC = new Set(['int64', 'float64', 'decimal'])

function tableLines({ columns, rows }: QueryResult): Iterable<string> {
  const shown = rows.map((row) =>
    columns.map((column, index) => (row[index] === null ? '∅' : harmless(plain(column, row[index]).replaceAll(/[\r\n\t]/g, '␤')))),
  )
  return textTableLines(
    [columns.map((column) => column.name), ...shown],
    columns.map((column) => (NUMERIC.has(column.type?.type ?? '') ? 'right' : 'left')),
  )
}

/** RFC 4180, LF line ends; null is nothing, the empty text is "". */
function* csvLines({ columns, rows }: QueryResult): Generator<string> {
  const cell = (value: string) =>
    value === '' || /[",\r\n]/.test(value) || value !== value.trim() ? `"${value.replaceAll('"', '""')}"` : value
  yield `${columns.map((column) => cell(column.name)).join(',')}\n`
  for (const row of rows)
    yield `${columns.map((column, index) => (row[index] === null ? '' : cell(plain(column, row[index])))).join(',')}\n`
}
