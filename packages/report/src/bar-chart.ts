import type { AnyContract } from '@meshwright/contracts'
import * as Plot from '@observablehq/plot'
import { dataTable, nothingToShow } from './data-table.ts'
import { drawing, fitted, responsive, textWidth } from './drawing.ts'
import { compare, drawn, sum, type Exact } from './exact-number.ts'
import { html, type Html } from './html.ts'
import type { Page, Section, SectionOptions } from './section.ts'
import { byText, measureLabel, labelOf, numberAt, textAt, type ColumnName, type Measure, type Reading, type Table } from './table.ts'

export interface BarChartOptions<C extends AnyContract> extends SectionOptions {
  readonly table: Table<C>
  /** One bar per row, in the order of this column. */
  readonly by: ColumnName<NoInfer<C>>
  readonly as?: Reading
  readonly measure: Measure<NoInfer<C>>
  /** More columns for the table behind. */
  readonly also?: readonly Measure<NoInfer<C>>[]
}

interface Bar {
  readonly name: string
  readonly short: string
  readonly value: Exact | null
  readonly label: string
  readonly index: number
}

const LABEL = 12
const ROW = 26
/** Above this, bars are too thin for a label each: the highest, the first and the last keep theirs. */
const DENSE = 40

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
        picture: html`<p class="unit">${name}${labels.unit !== '' && `, ${labels.unit}`}</p>${responsive((width, className) => draw(bars, width, `${options.title}. ${answer}`, className))}`,
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
            foot: ['Total', ...measures.map((each) => page.format.full(sum(rows.map((row) => numberAt(table, row, each.column))), each.unit ?? 'count'))],
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
        if (compare(most.value, least.value) === 0) return `${name} is ${on.format.headline(most.value, unit)}${known.length > 1 ? ' throughout' : ` in ${most.name}`}.`
        return `Highest in ${most.name} with ${on.format.headline(most.value, unit)}, lowest in ${least.name} with ${on.format.headline(least.value, unit)}.`
      }
    },
  }
}

/** The rows by a column's value, numbers as numbers. */
function inOrder(table: Table, by: string): readonly object[] {
  const key = (row: object) => (row as Readonly<Record<string, unknown>>)[by]
  return [...(table.rows as readonly object[])].sort((a, b) => {
    const [left, right] = [key(a), key(b)]
    if (typeof left === 'bigint' && typeof right === 'bigint') return left < right ? -1 : left > right ? 1 : 0
    return byText(String(left), String(right))
  })
}

function draw(bars: readonly Bar[], width: number, label: string, className: string): Html {
  const values = bars.map((bar) => (bar.value === null ? 0 : drawn(bar.value)))
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  const longest = Math.max(...bars.map((bar) => Math.max(textWidth(bar.label, LABEL), textWidth(bar.short, LABEL))))
  const data = bars.map((bar, index) => ({ ...bar, at: values[index] ?? 0 }))
  const domain: [number, number] = [low, high === low ? low + 1 : high]
  const fill = 'var(--accent)'
  if (longest + 4 <= width / bars.length) {
    return drawing(
      {
        width,
        height: Math.round(Math.min(260, 150 + width / 6)),
        marginLeft: 0,
        marginRight: 0,
        marginTop: 22,
        marginBottom: low < 0 ? 40 : 26,
        x: { type: 'band', domain: data.map((bar) => bar.index), paddingInner: 0.28, paddingOuter: 0.05, round: false, axis: null },
        y: { domain, axis: null },
        marks: [
          Plot.barY(data, { x: 'index', y: 'at', fill, rx: 1 }),
          Plot.ruleY([0], { stroke: 'var(--muted)' }),
          Plot.text(data, { filter: (bar: { at: number }) => bar.at >= 0, x: 'index', y: 'at', text: 'label', dy: -9, fontSize: LABEL, fill: 'var(--text)' }),
          Plot.text(data, { filter: (bar: { at: number }) => bar.at < 0, x: 'index', y: 'at', text: 'label', dy: 9, fontSize: LABEL, fill: 'var(--text)' }),
          Plot.text(data, { x: 'index', frameAnchor: 'bottom', text: 'short', dy: low < 0 ? 33 : 20, fontSize: LABEL, fill: 'var(--muted)' }),
        ],
      },
      label,
      className,
    )
  }
  if (bars.length > DENSE) return denseBars(data, domain, width, label, className)
  const names = Math.min(width * 0.4, Math.max(...bars.map((bar) => textWidth(bar.name, LABEL))) + 10)
  const numbers = Math.max(...bars.map((bar) => textWidth(bar.label, LABEL))) + 10
  return drawing(
    {
      width,
      height: bars.length * ROW + 4,
      marginLeft: names,
      marginRight: numbers,
      marginTop: 2,
      marginBottom: 2,
      y: { type: 'band', domain: data.map((bar) => bar.index), padding: 0.3, axis: null },
      x: { domain, axis: null },
      marks: [
        Plot.barX(data, { y: 'index', x: 'at', fill, rx: 1 }),
        Plot.ruleX([0], { stroke: 'var(--muted)' }),
        Plot.text(data, { y: 'index', x: (bar: { at: number }) => Math.max(0, bar.at), text: 'label', dx: 6, textAnchor: 'start', fontSize: LABEL, fill: 'var(--text)' }),
        Plot.text(data, { y: 'index', frameAnchor: 'left', text: (bar: Bar) => fitted(bar.name, LABEL, names - 8), dx: -names, textAnchor: 'start', fontSize: LABEL, fill: 'var(--muted)' }),
      ],
    },
    label,
    className,
  )
}

function denseBars(data: readonly (Bar & { readonly at: number })[], domain: [number, number], width: number, label: string, className: string): Html {
  const highest = data.filter((bar) => bar.value !== null).sort((a, b) => b.at - a.at || a.index - b.index).slice(0, 1)
  const edge = highest.some((bar) => bar.index < data.length * 0.2) ? 'start' : highest.some((bar) => bar.index > data.length * 0.8) ? 'end' : 'middle'
  const accented = new Set([...highest.map((bar) => bar.index), 0, data.length - 1])
  const under = (bar: Bar) => `${bar.short}\n${bar.label}`
  return drawing(
    {
      width,
      height: 240,
      marginLeft: 0,
      marginRight: 0,
      marginTop: 36,
      marginBottom: 38,
      x: { type: 'band', domain: data.map((bar) => bar.index), paddingInner: 0.2, round: false, axis: null },
      y: { domain, axis: null },
      marks: [
        Plot.barY(data, { x: 'index', y: 'at', fill: (bar: Bar) => (accented.has(bar.index) ? 'var(--accent)' : 'var(--part-2)') }),
        Plot.ruleY([0], { stroke: 'var(--muted)' }),
        Plot.text(highest, { x: 'index', y: 'at', text: under, lineAnchor: 'bottom', dy: -5, textAnchor: edge, fontSize: LABEL, fill: 'var(--text)' }),
        Plot.text(data.slice(0, 1), { x: 'index', frameAnchor: 'bottom', lineAnchor: 'top', text: under, dy: 10, textAnchor: 'start', fontSize: LABEL, fill: 'var(--muted)' }),
        Plot.text(data.slice(-1), { x: 'index', frameAnchor: 'bottom', lineAnchor: 'top', text: under, dy: 10, textAnchor: 'end', fontSize: LABEL, fill: 'var(--muted)' }),
      ],
      color: { type: 'identity' },
    },
    label,
    className,
  )
}
