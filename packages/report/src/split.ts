import type { AnyContract } from '@meshwright/contracts'
import { dataTable, nothingToShow } from './data-table.ts'
import { drawing, fitted, responsive, textWidth } from './drawing.ts'
import { add, divide, drawn, sum, type Exact, ZERO } from './exact-number.ts'
import type { Html } from './html.ts'
import { larger } from './number-format.ts'
import type { Section, SectionOptions } from './section.ts'
import { byText, labelOf, measureLabel, numberAt, textAt, type ColumnName, type Measure, type Table } from './table.ts'

export interface SplitOptions<C extends AnyContract> extends SectionOptions {
  readonly table: Table<C>
  readonly by: ColumnName<NoInfer<C>>
  /** One bar of 100% each; the first one orders the parts. */
  readonly measures: readonly Measure<NoInfer<C>>[]
}

interface Part {
  readonly bar: number
  readonly part: number
  readonly from: number
  readonly to: number
  readonly name: string
  readonly share: string
}

const SIZE = 13
const BAR = 34
const ROW = BAR + 34
const MOST_PARTS = 4

/** Parts of a whole, the same parts for several wholes. More than four parts are shown as three and the rest. */
export function split<C extends AnyContract>(options: SplitOptions<C>): Section {
  const { table, by, measures } = options
  return {
    title: options.title,
    width: options.width ?? 'full',
    parts(page) {
      const { format } = page
      const sources = [table.contract.name]
      const first = measures[0]
      if (table.rows.length === 0 || first === undefined) return { picture: nothingToShow(table.contract.name), sources }
      const known = (table.rows as readonly object[])
        .map((row) => ({
          name: textAt(table, row, by, format),
          values: measures.map((measure) => numberAt(table, row, measure.column) ?? ZERO),
        }))
        .sort((a, b) => larger(a.values[0] ?? ZERO, b.values[0] ?? ZERO) || byText(a.name, b.name))
      const kept = known.length > MOST_PARTS ? known.slice(0, MOST_PARTS - 1) : known
      const rest = known.slice(kept.length)
      const parts =
        rest.length === 0
          ? kept
          : [
              ...kept,
              { name: `${rest.length} others`, values: measures.map((_, index) => sum(rest.map((part) => part.values[index] ?? ZERO))) },
            ]
      const totals = measures.map((_, index) => sum(parts.map((part) => part.values[index] ?? ZERO)))
      const shares = parts.map((part) => part.values.map((value, index) => divide(value, totals[index] ?? ZERO, 6)))
      const shareText = (part: number, bar: number) => {
        const share = shares[part]?.[bar]
        return share === undefined ? '–' : format.share(share)
      }
      const leader = parts[0]
      const answer =
        leader === undefined
          ? ''
          : `${leader.name}: ${measures.map((measure, bar) => `${shareText(0, bar)} of ${measureLabel(measure).toLowerCase()}`).join(', ')}.`
      const pieces = measures.flatMap((_, bar): Part[] => {
        let from: Exact = ZERO
        return parts.map((part, index) => {
          const start = from
          from = add(from, shares[index]?.[bar] ?? ZERO)
          return { bar, part: index, from: drawn(start), to: drawn(from), name: part.name, share: shareText(index, bar) }
        })
      })
      const heads = measures.map((measure, bar) => ({
        bar,
        text: measureLabel(measure),
        total: format.headline(totals[bar] ?? ZERO, measure.unit ?? 'count'),
      }))
      return {
        answer,
        picture: responsive((width, className) => draw(pieces, heads, width, `${options.title}. ${answer}`, className)),
        behind: {
          summary: `Show as a table (${format.count(known.length)} rows)`,
          table: dataTable({
            caption: `${options.title}: every value`,
            columns: [{ head: labelOf(by) }, ...measures.map((measure) => ({ head: measureLabel(measure), align: 'number' as const }))],
            rows: known.map((part) => [
              part.name,
              ...part.values.map((value, index) => format.full(value, measures[index]?.unit ?? 'count')),
            ]),
            foot: ['Total', ...totals.map((value, index) => format.full(value, measures[index]?.unit ?? 'count'))],
          }),
        },
        sources,
      }
    },
  }
}

function draw(
  pieces: readonly Part[],
  heads: readonly { readonly bar: number; readonly text: string; readonly total: string }[],
  width: number,
  label: string,
  className: string,
): Html {
  const room = (part: Part) => (part.to - part.from) * width - 16
  const said = (part: Part) => {
    const both = `${part.name} ${part.share}`
    if (textWidth(both, SIZE) <= room(part)) return both
    const left = room(part) - textWidth(` ${part.share}`, SIZE)
    if (left >= 4 * SIZE) return `${fitted(part.name, SIZE, left)} ${part.share}`
    return left >= 0 ? part.share : ''
  }
  return drawing(
    (Plot) => ({
      width,
      height: heads.length * ROW,
      margin: 0,
      x: { domain: [0, 1], range: [0, width], axis: null },
      y: { type: 'linear', domain: [0, heads.length], range: [0, heads.length * ROW], axis: null },
      marks: [
        Plot.rect(pieces, {
          x1: 'from',
          x2: 'to',
          y1: (part: Part) => part.bar + 26 / ROW,
          y2: (part: Part) => part.bar + (26 + BAR) / ROW,
          fill: (part: Part) => `var(--part-${part.part + 1})`,
          stroke: 'var(--background)',
          strokeWidth: 1.5,
        }),
        Plot.text(pieces, {
          x: 'from',
          y: (part: Part) => part.bar + (26 + BAR / 2) / ROW,
          dx: 9,
          text: said,
          textAnchor: 'start',
          fontSize: SIZE,
          fill: (part: Part) => `var(--part-${part.part + 1}-ink)`,
        }),
        Plot.text(heads, {
          x: 0,
          y: (head: { bar: number }) => head.bar + 13 / ROW,
          text: 'text',
          textAnchor: 'start',
          fontSize: SIZE,
          fontWeight: 600,
          fill: 'var(--text)',
        }),
        Plot.text(heads, {
          x: 1,
          y: (head: { bar: number }) => head.bar + 13 / ROW,
          text: 'total',
          textAnchor: 'end',
          fontSize: SIZE,
          fill: 'var(--muted)',
        }),
      ],
      color: { type: 'identity' },
    }),
    label,
    className,
  )
}
