import type { AnyContract } from '@meshwright/contracts'
import { dataTable, nothingToShow } from './data-table.ts'
import { divide, drawn, sum } from './exact-number.ts'
import { markup, type HtmlValue } from './html.ts'
import { larger } from './number-format.ts'
import type { Section, SectionOptions } from './section.ts'
import { byText, labelOf, measureLabel, numberAt, textAt, type ColumnName, type Measure, type NumberColumn, type Table } from './table.ts'

export interface RankingOptions<C extends AnyContract> extends SectionOptions {
  readonly table: Table<C>
  readonly name: ColumnName<NoInfer<C>>
  /** Said in small after the name, where one name occurs more than once. */
  readonly details?: readonly ColumnName<NoInfer<C>>[]
  /** What the bars show. */
  readonly measure: Measure<NoInfer<C>>
  /** The column that ranks; without it the rows are ranked by the measure. Equal ranks stay equal. */
  readonly rank?: NumberColumn<NoInfer<C>>
  /** More columns, beside the bars and behind. */
  readonly also?: readonly Measure<NoInfer<C>>[]
  /** How many are shown; the rest is in the table behind. Default 10. */
  readonly top?: number
  /** What the rows are, in the plural: `products`. */
  readonly plural: string
}

/** The first of many, as a table whose numbers are bars too. */
export function ranking<C extends AnyContract>(options: RankingOptions<C>): Section {
  const { table, measure } = options
  const also = options.also ?? []
  const unit = measure.unit ?? 'count'
  const wanted = options.top ?? 10
  return {
    title: options.title,
    width: options.width ?? 'full',
    parts(page) {
      const { format } = page
      const sources = [table.contract.name]
      if (table.rows.length === 0) return { picture: nothingToShow(table.contract.name), sources }
      const number = (row: object, column: string) => numberAt(table, row, column)
      const full = (row: object, each: Measure<C>) => {
        const value = number(row, each.column)
        return value === null ? '–' : format.full(value, each.unit ?? 'count')
      }
      const brief = (row: object, each: Measure<C>) => {
        const value = number(row, each.column)
        return value === null ? '–' : format.headline(value, each.unit ?? 'count')
      }
      const entries = (table.rows as readonly object[])
        .map((row) => ({
          row,
          name: textAt(table, row, options.name, format),
          details: (options.details ?? []).map((column) => textAt(table, row, column, format)),
          value: number(row, measure.column),
          rank: options.rank === undefined ? null : number(row, options.rank),
        }))
        .sort(
          (a, b) =>
            (a.rank && b.rank ? larger(b.rank, a.rank) : 0) ||
            (a.value && b.value ? larger(a.value, b.value) : Number(a.value === null) - Number(b.value === null)) ||
            byText(a.name, b.name) ||
            byText(a.details.join('\u0000'), b.details.join('\u0000')),
        )
      const top = entries.slice(0, wanted)
      const all = sum(entries.map((entry) => entry.value))
      const shown = sum(top.map((entry) => entry.value))
      const longest = Math.max(0, ...top.map((entry) => (entry.value === null ? 0 : drawn(entry.value))))
      const share = divide(shown, all, 6)
      const place = (entry: (typeof entries)[number], index: number): HtmlValue =>
        entry.rank === null ? format.count(index + 1) : format.full(entry.rank, 'count')
      const label = measureLabel(measure)
      return {
        answer:
          top.length < entries.length && share !== undefined
            ? `The first ${format.count(top.length)} of ${format.count(entries.length)} ${options.plural} make ${format.share(share)} of ${label.toLowerCase()}.`
            : `${format.count(entries.length)} ${options.plural}, ${format.headline(all, unit)} in all.`,
        picture: markup`<table class="ranking"><caption class="unseen">${options.title}: the first ${top.length} by ${label.toLowerCase()}</caption>
<thead><tr><th scope="col" class="number"><abbr title="Rank">#</abbr></th><th scope="col">${labelOf(options.name)}</th><th scope="col" colspan="2">${label}</th>${also.map((each) => markup`<th scope="col" class="number extra">${measureLabel(each)}</th>`)}</tr></thead>
<tbody>${top.map((entry, index) => {
          const length = entry.value === null || longest === 0 ? 0 : Math.max(0, (drawn(entry.value) / longest) * 100)
          return markup`<tr><td class="number rank">${place(entry, index)}</td><th scope="row">${entry.name}${entry.details.length > 0 && markup` <small>${entry.details.join(' · ')}</small>`}</th><td class="bars"><span class="bar" aria-hidden="true"><i style="width:${length.toFixed(2)}%"></i></span></td><td class="number">${entry.value === null ? '–' : format.headline(entry.value, unit)}</td>${also.map((each) => markup`<td class="number extra">${brief(entry.row, each)}</td>`)}</tr>\n`
        })}</tbody></table>`,
        behind: {
          summary: `Show all ${format.count(entries.length)} ${options.plural}`,
          table: dataTable({
            caption: `${options.title}: all ${options.plural}`,
            columns: [
              { head: 'Rank', align: 'number' },
              { head: labelOf(options.name) },
              ...(options.details ?? []).map((column) => ({ head: labelOf(column) })),
              ...[measure, ...also].map((each) => ({ head: measureLabel(each), align: 'number' as const })),
            ],
            rows: entries.map((entry, index) => [
              place(entry, index),
              entry.name,
              ...entry.details,
              ...[measure, ...also].map((each) => full(entry.row, each)),
            ]),
            foot: [
              '',
              'Total',
              ...(options.details ?? []).map(() => ''),
              ...[measure, ...also].map((each) =>
                format.full(sum(entries.map((entry) => number(entry.row, each.column))), each.unit ?? 'count'),
              ),
            ],
          }),
        },
        sources,
      }
    },
  }
}
