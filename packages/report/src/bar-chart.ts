import type { AnyContract } from '@meshwright/contracts'
import { dataTable, nothingToShow } from './data-table.ts'
import { drawBars, type Bar } from './bar-drawing.ts'
import { responsive } from './drawing.ts'
import { compare, sum, type Exact } from './exact-number.ts'
import { markup } from './html.ts'
import type { Page, Section, SectionOptions } from './section.ts'
import { inOrder, measureLabel, labelOf, numberAt, textAt, type ColumnName, type Measure, type Reading, type Table } from './table.ts'

export interface BarChartOptions<C extends AnyContract> extends SectionOptions {
  readonly table: Table<C>
  /** One bar per row, in the order of this column. */
  readonly by: ColumnName<NoInfer<C>>
  readonly as?: Reading
  readonly measure: Measure<NoInfer<C>>
  /** More columns for the table behind. */
  readonly also?: readonly Measure<NoInfer<C>>[]
}

/** Bars from zero with their values written on them; standing where the labels fit, lying down where they do not. */
export function barChart<C extends AnyContract>(options: BarChartOptions<C>): Section {
  const { table, by, measure } = options
  const unit = measure.unit ?? 'count'
  const name = measureLabel(measure)
  return {
    title: options.title,
    width: options.width ?? 'full',
    parts(page) {
      const sources = [table.contract.name]
      if (table.rows.length === 0) return { picture: nothingToShow(table.contract.name), sources }
      const rows = inOrder(table, by)
      const values = rows.map((row) => numberAt(table, row, measure.column))
      const labels = page.format.labels(values, unit)
      const bars = rows.map((row, index): Bar => {
        const value = values[index] ?? null
        return {
          name: textAt(table, row, by, page.format, options.as),
          short: textAt(table, row, by, page.format, options.as, 'short'),
          value,
          label: labels.text(value),
          index,
        }
      })
      const measures = [measure, ...(options.also ?? [])]
      const answer = extremes(bars, page)
      return {
        answer,
        picture: markup`<p class="unit">${name}${labels.unit !== '' && `, ${labels.unit}`}</p>${responsive((width, className) => drawBars(bars, width, `${options.title}. ${answer}`, className))}`,
        behind: {
          summary: `Show as a table (${page.format.count(bars.length)} rows)`,
          table: dataTable({
            caption: `${options.title}: every value`,
            columns: [{ head: labelOf(by) }, ...measures.map((each) => ({ head: measureLabel(each), align: 'number' as const }))],
            rows: rows.map((row, index) => [
              bars[index]?.name ?? '',
              ...measures.map((each) => {
                const value = numberAt(table, row, each.column)
                return value === null ? '–' : page.format.full(value, each.unit ?? 'count')
              }),
            ]),
            foot: [
              'Total',
              ...measures.map((each) => page.format.full(sum(rows.map((row) => numberAt(table, row, each.column))), each.unit ?? 'count')),
            ],
          }),
        },
        sources,
      }

      function extremes(all: readonly Bar[], on: Page): string {
        const known = all.filter((bar): bar is Bar & { value: Exact } => bar.value !== null)
        const first = known[0]
        if (first === undefined) return `${name} is not known yet.`
        const most = known.reduce((a, b) => (compare(b.value, a.value) > 0 ? b : a))
        const least = known.reduce((a, b) => (compare(b.value, a.value) < 0 ? b : a))
        if (compare(most.value, least.value) === 0)
          return `${name} is ${on.format.headline(most.value, unit)}${known.length > 1 ? ' throughout' : ` in ${most.name}`}.`
        return `Highest in ${most.name} with ${on.format.headline(most.value, unit)}, lowest in ${least.name} with ${on.format.headline(least.value, unit)}.`
      }
    },
  }
}
