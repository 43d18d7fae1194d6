import type { AnyContract } from '@meshwright/contracts'
import { nothingToShow } from './data-table.ts'
import { drawing } from './drawing.ts'
import { divide, drawn, subtract, sum, type Exact } from './exact-number.ts'
import { markup, type Html } from './html.ts'
import type { Unit } from './number-format.ts'
import type { Page, Section } from './section.ts'
import { inOrder, numberAt, textAt, type ColumnName, type NumberColumn, type Reading, type Table } from './table.ts'

/** The sum of a column of another table than the periods'. */
export interface Total {
  readonly amount: Exact
  /** The table it was made from, by name. */
  readonly from: string
}

/** One number. Over the periods it is a sum, or a quotient of sums; or it stands alone, from a table of its own. */
export type Figure<C> = { readonly label: string; readonly unit?: Unit; readonly note?: string } & (
  { readonly sum: NumberColumn<C> } | { readonly divide: NumberColumn<C>; readonly by: NumberColumn<C> } | { readonly value: Total }
)

export interface HeadlineOptions<C extends AnyContract> {
  readonly title: string
  /** One row per period; the last two are compared. */
  readonly over: Table<C>
  readonly period: ColumnName<NoInfer<C>>
  readonly as?: Reading
  /** The first one leads. */
  readonly figures: readonly Figure<NoInfer<C>>[]
}

/** The sum of a column, exactly, for a figure of its own: `total(t.gender, 'customers')`. */
export function total<C extends AnyContract>(table: Table<C>, column: NumberColumn<NoInfer<C>>): Total {
  return { amount: sum((table.rows as readonly object[]).map((row) => numberAt(table, row, column))), from: table.contract.name }
}

/** The numbers that matter, each with its last period and the change against the one before. */
export function headline<C extends AnyContract>(options: HeadlineOptions<C>): Section {
  const { over, period } = options
  return {
    title: options.title,
    width: 'full',
    parts(page) {
      const sources = [
        ...new Set([over.contract.name, ...options.figures.flatMap((figure) => ('value' in figure ? [figure.value.from] : []))]),
      ]
      const periods = inOrder(over, period)
      if (periods.length === 0) return { picture: nothingToShow(over.contract.name), sources }
      return { picture: markup`<dl class="figures">${options.figures.map((figure) => card(figure, periods, page))}</dl>`, sources }
    },
  }

  function card(figure: Figure<C>, periods: readonly object[], page: Page): Html {
    const unit = figure.unit ?? 'count'
    const { format } = page
    const series = 'value' in figure ? [] : periods.map((row) => valueOf(figure, [row]))
    const value = 'value' in figure ? figure.value.amount : valueOf(figure, periods)
    const shown = value === null ? '–' : format.headline(value, unit)
    const exactly = value !== null && format.isShortened(value) ? format.full(value, unit) : ''
    const last = series.at(-1)
    const before = series.at(-2)
    const name = (offset: number, style: 'long' | 'short') => textAt(over, periods.at(offset) ?? {}, period, format, options.as, style)
    // Of what was below zero, so that a smaller loss is a rise.
    const change =
      last && before ? divide(subtract(last, before), { ...before, units: before.units < 0n ? -before.units : before.units }, 6) : undefined
    const direction = change === undefined || change.units === 0n ? '' : change.units > 0n ? '▲' : '▼'
    return markup`<div class="figure"><dt>${figure.label}</dt><dd><span class="value">${shown}</span>${exactly !== '' && markup` <span class="exactly">${exactly}</span>`}${
      change !== undefined &&
      markup`<span class="change">${name(-1, 'long')} ${text(last)}</span> <span class="change"><span class="delta">${direction !== '' && markup`<span aria-hidden="true">${direction}</span> `}${format.change(change)}</span> against ${name(-2, 'long')}</span>`
    }${figure.note !== undefined && markup`<span class="change">${figure.note}</span>`}${series.length > 2 && spark(series, `${figure.label}, ${name(0, 'long')} to ${name(-1, 'long')}: from ${text(series[0])} to ${text(last)}`)}</dd></div>`

    function text(each: Exact | null | undefined): string {
      return each === null || each === undefined ? 'nothing' : format.headline(each, unit)
    }
  }

  function valueOf(figure: Figure<C>, rows: readonly object[]): Exact | null {
    if ('value' in figure) return figure.value.amount
    const add = (column: string) => sum(rows.map((row) => numberAt(over, row, column)))
    if ('sum' in figure) return add(figure.sum)
    return divide(add(figure.divide), add(figure.by), 2) ?? null
  }
}

function spark(series: readonly (Exact | null)[], label: string): Html {
  const data = series.map((value, index) => ({ index, at: value === null ? 0 : drawn(value) }))
  const high = Math.max(0, ...data.map((bar) => bar.at))
  const low = Math.min(0, ...data.map((bar) => bar.at))
  return drawing(
    (Plot) => ({
      width: 160,
      height: 32,
      margin: 0,
      x: { type: 'band', domain: data.map((bar) => bar.index), paddingInner: 0.25, paddingOuter: 0, round: false, axis: null },
      y: { domain: [low, high === low ? low + 1 : high], axis: null },
      marks: [
        Plot.barY(data, {
          x: 'index',
          y: 'at',
          fill: (bar: { index: number }) => (bar.index === data.length - 1 ? 'var(--accent)' : 'var(--part-2)'),
        }),
      ],
      color: { type: 'identity' },
    }),
    label,
    'spark',
    'stretch',
  )
}
