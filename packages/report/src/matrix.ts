import type { AnyContract } from '@meshwright/contracts'
import { dataTable, nothingToShow } from './data-table.ts'
import { add, divide, drawn, sum, ZERO, type Exact } from './exact-number.ts'
import { markup, type Html } from './html.ts'
import { larger } from './number-format.ts'
import type { Page, Section, SectionOptions } from './section.ts'
import { byText, labelOf, measureLabel, numberAt, textAt, type ColumnName, type Measure, type Table } from './table.ts'

export interface MatrixSide<C> {
  readonly column: ColumnName<C>
  /** What its values are, in the plural: `provinces`. */
  readonly plural: string
  /** How many are shown by themselves; the others are one line, with their number stated. */
  readonly top: number
}

export interface MatrixOptions<C extends AnyContract> extends SectionOptions {
  readonly table: Table<C>
  readonly rows: MatrixSide<NoInfer<C>>
  /** `narrow` is the number of columns on a phone; default 4. */
  readonly columns: MatrixSide<NoInfer<C>> & { readonly narrow?: number }
  readonly measure: Measure<NoInfer<C>>
  readonly also?: readonly Measure<NoInfer<C>>[]
}

/** The sums of one measure over two columns: what a matrix draws. */
interface Cross {
  readonly rows: readonly Line[]
  readonly columns: readonly Line[]
  at(row: string, column: string): Exact | undefined
  readonly total: Exact
}

interface Line {
  readonly name: string
  readonly total: Exact
}

const HEAT_STEPS = 5

/** Two columns against each other: the largest of both by name, the remainder stated, darker is more. */
export function matrix<C extends AnyContract>(options: MatrixOptions<C>): Section {
  const { table, rows, columns, measure } = options
  const unit = measure.unit ?? 'count'
  const label = measureLabel(measure)
  return {
    title: options.title,
    width: options.width ?? 'full',
    parts(page) {
      const sources = [table.contract.name]
      if (table.rows.length === 0) return { picture: nothingToShow(table.contract.name), sources }
      const { format } = page
      const cells = (table.rows as readonly object[]).map((row) => ({
        row: textAt(table, row, rows.column, format),
        column: textAt(table, row, columns.column, format),
        value: numberAt(table, row, measure.column),
        others: (options.also ?? []).map((each) => ({ value: numberAt(table, row, each.column), unit: each.unit ?? ('count' as const) })),
      }))
      const cross = crossOf(cells)
      const wide = columns.top
      const narrow = Math.min(columns.narrow ?? 4, wide)
      const sameForAll = narrow === wide || cross.columns.length <= narrow
      const [topRow, topColumn] = [cross.rows[0], cross.columns[0]]
      const rowShare = topRow && divide(topRow.total, cross.total, 6)
      const columnShare = topColumn && divide(topColumn.total, cross.total, 6)
      const sorted = [...cells].sort(
        (a, b) =>
          (a.value && b.value ? larger(a.value, b.value) : Number(a.value === null) - Number(b.value === null)) ||
          byText(a.row, b.row) ||
          byText(a.column, b.column),
      )
      return {
        ...(rowShare &&
          columnShare && {
            answer: `${topRow?.name ?? ''} leads the ${rows.plural} with ${format.share(rowShare)} of ${label.toLowerCase()}, ${topColumn?.name ?? ''} the ${columns.plural} with ${format.share(columnShare)}.`,
          }),
        picture: sameForAll
          ? grid(cross, wide, 'matrix', page, 1)
          : markup`<div class="matrices">${grid(cross, wide, 'matrix wide', page, 1)}${grid(cross, narrow, 'matrix narrow', page, 0)}</div>`,
        behind: {
          summary: `Show all ${format.count(cells.length)} pairs`,
          table: dataTable({
            caption: `${options.title}: the largest pairs first`,
            columns: [
              { head: labelOf(rows.column) },
              { head: labelOf(columns.column) },
              ...[measure, ...(options.also ?? [])].map((each) => ({ head: measureLabel(each), align: 'number' as const })),
            ],
            rows: sorted.map((cell) => [
              cell.row,
              cell.column,
              cell.value === null ? '–' : format.full(cell.value, unit),
              ...cell.others.map((other) => (other.value === null ? '–' : format.full(other.value, other.unit))),
            ]),
            foot: [
              'Total',
              '',
              format.full(cross.total, unit),
              ...(options.also ?? []).map((each, index) =>
                format.full(sum(cells.map((cell) => cell.others[index]?.value ?? null)), each.unit ?? 'count'),
              ),
            ],
          }),
        },
        sources,
      }
    },
  }

  function grid(cross: Cross, columnLimit: number, className: string, page: Page, fraction: number): Html {
    const { format } = page
    const shownRows = cross.rows.slice(0, rows.top)
    const shownColumns = cross.columns.slice(0, columnLimit)
    const restRows = cross.rows.slice(shownRows.length)
    const restColumns = cross.columns.slice(shownColumns.length)
    const at = (across: readonly Line[], down: readonly Line[]) =>
      sum(across.flatMap((row) => down.map((column) => cross.at(row.name, column.name) ?? null)))
    const largest = shownRows
      .flatMap((row) => shownColumns.map((column) => cross.at(row.name, column.name) ?? ZERO))
      .reduce((a, b) => (larger(a, b) <= 0 ? a : b), ZERO)
    const magnitude = format.magnitude(largest)
    const show = (value: Exact) => format.scaled(value, magnitude, magnitude.exponent === 0 ? 0 : fraction)
    const unitName = format.unitName(unit, magnitude)
    const others = (lines: readonly Line[], plural: string) => `${format.count(lines.length)} other ${plural}`
    return markup`<table class="${className}"><caption>${label}${unitName !== '' && ` in ${unitName}`}, ${rows.plural} by ${columns.plural}</caption>
<thead><tr><th scope="col">${labelOf(rows.column)}</th>${shownColumns.map((column) => markup`<th scope="col" class="turned"><span>${column.name}</span></th>`)}${restColumns.length > 0 && markup`<th scope="col" class="turned rest"><span>${others(restColumns, columns.plural)}</span></th>`}<th scope="col" class="turned sum"><span>Total</span></th></tr></thead>
<tbody>${shownRows.map((row) => markup`<tr><th scope="row">${row.name}</th>${shownColumns.map((column) => heat(cross.at(row.name, column.name), largest, show))}${restColumns.length > 0 && markup`<td class="rest">${show(at([row], restColumns))}</td>`}<td class="sum">${show(row.total)}</td></tr>\n`)}</tbody>
<tfoot>${restRows.length > 0 && markup`<tr class="rest"><th scope="row">${others(restRows, rows.plural)}</th>${shownColumns.map((column) => markup`<td>${show(at(restRows, [column]))}</td>`)}${restColumns.length > 0 && markup`<td>${show(at(restRows, restColumns))}</td>`}<td class="sum">${show(sum(restRows.map((row) => row.total)))}</td></tr>`}
<tr class="sum"><th scope="row">Total</th>${shownColumns.map((column) => markup`<td>${show(column.total)}</td>`)}${restColumns.length > 0 && markup`<td>${show(sum(restColumns.map((column) => column.total)))}</td>`}<td class="sum">${show(cross.total)}</td></tr></tfoot></table>`
  }
}

function heat(value: Exact | undefined, largest: Exact, show: (value: Exact) => string): Html {
  if (value === undefined) return markup`<td class="none">–</td>`
  const share = largest.units === 0n ? 0 : drawn(value) / drawn(largest)
  const step = Math.max(1, Math.min(HEAT_STEPS, Math.ceil(share * HEAT_STEPS)))
  return markup`<td class="heat-${step}">${show(value)}</td>`
}

/** Rows of one pair more than once are added up. Lines are sorted by their total, the largest first. */
function crossOf(cells: readonly { readonly row: string; readonly column: string; readonly value: Exact | null }[]): Cross {
  const values = new Map<string, Map<string, Exact>>()
  const rowTotals = new Map<string, Exact>()
  const columnTotals = new Map<string, Exact>()
  for (const cell of cells) {
    const value = cell.value ?? ZERO
    const line = values.get(cell.row) ?? new Map<string, Exact>()
    if (cell.value !== null) line.set(cell.column, add(line.get(cell.column) ?? ZERO, value))
    values.set(cell.row, line)
    rowTotals.set(cell.row, add(rowTotals.get(cell.row) ?? ZERO, value))
    columnTotals.set(cell.column, add(columnTotals.get(cell.column) ?? ZERO, value))
  }
  const lines = (totals: ReadonlyMap<string, Exact>): Line[] =>
    [...totals].map(([name, total]) => ({ name, total })).sort((a, b) => larger(a.total, b.total) || byText(a.name, b.name))
  return {
    rows: lines(rowTotals),
    columns: lines(columnTotals),
    at: (row, column) => values.get(row)?.get(column),
    total: sum(rowTotals.values()),
  }
}
