import { drawing, fitted, textWidth } from './drawing.ts'
import { drawn, type Exact } from './exact-number.ts'
import type { Html } from './html.ts'

export interface Bar {
  /** In full, and as short as it may be. */
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

/** Bars from zero: standing where every label fits, without most labels where there are too many, lying down otherwise. */
export function drawBars(bars: readonly Bar[], width: number, label: string, className: string): Html {
  const values = bars.map((bar) => (bar.value === null ? 0 : drawn(bar.value)))
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  const longest = Math.max(...bars.map((bar) => Math.max(textWidth(bar.label, LABEL), textWidth(bar.short, LABEL))))
  const data = bars.map((bar, index) => ({ ...bar, at: values[index] ?? 0 }))
  const domain: [number, number] = [low, high === low ? low + 1 : high]
  const fill = 'var(--accent)'
  if (longest + 4 <= width / bars.length) {
    return drawing(
      (Plot) => ({
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
          Plot.text(data, {
            filter: (bar: { at: number }) => bar.at >= 0,
            x: 'index',
            y: 'at',
            text: 'label',
            dy: -9,
            fontSize: LABEL,
            fill: 'var(--text)',
          }),
          Plot.text(data, {
            filter: (bar: { at: number }) => bar.at < 0,
            x: 'index',
            y: 'at',
            text: 'label',
            dy: 9,
            fontSize: LABEL,
            fill: 'var(--text)',
          }),
          Plot.text(data, {
            x: 'index',
            frameAnchor: 'bottom',
            text: 'short',
            dy: low < 0 ? 33 : 20,
            fontSize: LABEL,
            fill: 'var(--muted)',
          }),
        ],
      }),
      label,
      className,
    )
  }
  if (bars.length > DENSE) return denseBars(data, domain, width, label, className)
  const names = Math.min(width * 0.4, Math.max(...bars.map((bar) => textWidth(bar.name, LABEL))) + 10)
  const numbers = Math.max(...bars.map((bar) => textWidth(bar.label, LABEL))) + 10
  return drawing(
    (Plot) => ({
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
        Plot.text(data, {
          y: 'index',
          x: (bar: { at: number }) => Math.max(0, bar.at),
          text: 'label',
          dx: 6,
          textAnchor: 'start',
          fontSize: LABEL,
          fill: 'var(--text)',
        }),
        Plot.text(data, {
          y: 'index',
          frameAnchor: 'left',
          text: (bar: Bar) => fitted(bar.name, LABEL, names - 8),
          dx: -names,
          textAnchor: 'start',
          fontSize: LABEL,
          fill: 'var(--muted)',
        }),
      ],
    }),
    label,
    className,
  )
}

function denseBars(
  data: readonly (Bar & { readonly at: number })[],
  domain: [number, number],
  width: number,
  label: string,
  className: string,
): Html {
  const highest = data
    .filter((bar) => bar.value !== null)
    .sort((a, b) => b.at - a.at || a.index - b.index)
    .slice(0, 1)
  const edge = highest.some((bar) => bar.index < data.length * 0.2)
    ? 'start'
    : highest.some((bar) => bar.index > data.length * 0.8)
      ? 'end'
      : 'middle'
  const accented = new Set([...highest.map((bar) => bar.index), 0, data.length - 1])
  const under = (bar: Bar) => `${bar.short}\n${bar.label}`
  return drawing(
    (Plot) => ({
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
        Plot.text(highest, {
          x: 'index',
          y: 'at',
          text: under,
          lineAnchor: 'bottom',
          dy: -5,
          textAnchor: edge,
          fontSize: LABEL,
          fill: 'var(--text)',
        }),
        Plot.text(data.slice(0, 1), {
          x: 'index',
          frameAnchor: 'bottom',
          lineAnchor: 'top',
          text: under,
          dy: 10,
          textAnchor: 'start',
          fontSize: LABEL,
          fill: 'var(--muted)',
        }),
        Plot.text(data.slice(-1), {
          x: 'index',
          frameAnchor: 'bottom',
          lineAnchor: 'top',
          text: under,
          dy: 10,
          textAnchor: 'end',
          fontSize: LABEL,
          fill: 'var(--muted)',
        }),
      ],
      color: { type: 'identity' },
    }),
    label,
    className,
  )
}
