import type { AnyContract, Report, ReportInput } from '@meshwright/contracts'
import { loadDrawing } from './drawing.ts'
import { numberFormat } from './number-format.ts'
import { pageText } from './page.ts'
import { ReportError } from './report-error.ts'
import type { Section } from './section.ts'
import type { Table, Tables } from './table.ts'

export interface ReportDefinition<R extends Readonly<Record<string, AnyContract>>> {
  /** Names the file; lower case letters, digits and dashes. */
  readonly name: string
  readonly title: string
  readonly owner: string
  readonly description: string
  /** BCP 47, of numbers and times; the text is English. Default `en`. */
  readonly locale?: string
  /** ISO 4217; needed as soon as a measure counts money. */
  readonly currency: string
  /** IANA zone of the times on the page. Default UTC. */
  readonly timeZone?: string
  readonly reads: R
  /** What the page shows, from top to bottom. Called for every rendering, with the rows typed by their contracts. */
  sections(tables: Tables<R>): readonly Section[]
}

/** Defines a page. Throws ReportError `report-invalid` with every problem of the definition; reads nothing. */
export function report<const R extends Readonly<Record<string, AnyContract>>>(definition: ReportDefinition<R>): Report {
  const problems: string[] = []
  if (!/^[a-z][a-z0-9-]*$/.test(definition.name))
    problems.push(`name "${definition.name}": use lower case letters, digits and dashes, as it names a file`)
  for (const field of ['title', 'owner', 'description'] as const) if (definition[field].trim() === '') problems.push(`${field}: is empty`)
  if (Object.keys(definition.reads).length === 0) problems.push('reads: names no table')
  if (problems.length > 0) throw new ReportError('report-invalid', `report ${definition.name}: ${problems.join('\n')}`, { problems })
  const format = numberFormat({ locale: definition.locale ?? 'en', currency: definition.currency, timeZone: definition.timeZone ?? 'UTC' })

  return Object.freeze({
    name: definition.name,
    title: definition.title,
    owner: definition.owner,
    description: definition.description,
    reads: definition.reads,
    async render(input: ReportInput): Promise<string> {
      await loadDrawing()
      const sections = definition.sections(tablesOf(definition, input))
      return pageText(
        { title: definition.title, owner: definition.owner, description: definition.description, sections },
        { format, state: input.state, now: input.now },
      )
    },
  })
}

/** Checks that what was handed over is what the contracts promise: every table, and every column in its first row. */
function tablesOf<R extends Readonly<Record<string, AnyContract>>>(definition: ReportDefinition<R>, input: ReportInput): Tables<R> {
  const problems: string[] = []
  const tables: Record<string, Table> = {}
  for (const [name, contract] of Object.entries(definition.reads)) {
    const rows = input.tables[name]
    if (rows === undefined) {
      problems.push(`table "${name}" (${contract.name}) is missing in the input`)
      continue
    }
    const missing =
      rows[0] === undefined ? [] : contract.columns.filter((column) => rows[0]?.[column.name] === undefined).map((column) => column.name)
    if (missing.length > 0) problems.push(`table "${name}" (${contract.name}): its rows lack ${missing.join(', ')}`)
    tables[name] = { contract, rows }
  }
  if (problems.length > 0) throw new ReportError('report-input', `report ${definition.name}: ${problems.join('\n')}`, { problems })
  return tables as Tables<R>
}
