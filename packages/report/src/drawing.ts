import type * as Plot from '@observablehq/plot'
import type { parseHTML } from 'linkedom'
import { markup, trustedHtml, withoutControls, type Html } from './html.ts'

/** The widths a chart is drawn at, in CSS pixels; the page shows the one that fits, so text is never scaled out of the type scale. */
const WIDTHS = { narrow: 304, medium: 480, wide: 680, full: 1040 } as const
type WidthName = keyof typeof WIDTHS

// Plot's types name the browser's; this is what is used of them.
interface DrawnElement {
  readonly outerHTML: string
  querySelectorAll(selector: string): Iterable<DrawnElement>
  setAttribute(name: string, value: string): void
  removeAttribute(name: string): void
  remove(): void
}

type PlotLibrary = typeof Plot

// A config imports its reports, and most commands draw nothing: the libraries come with the first page, not with the package.
let libraries: { readonly plot: PlotLibrary; readonly parseHTML: typeof parseHTML } | undefined

/** Loads what `drawing` draws with; a page does before its sections are asked for. */
export async function loadDrawing(): Promise<void> {
  libraries ??= { plot: await import('@observablehq/plot'), parseHTML: (await import('linkedom')).parseHTML }
}

/** What Observable Plot draws, as SVG text. Colours are custom properties of the page, so it follows light, dark and print. */
export function drawing(
  options: (plot: PlotLibrary) => Plot.PlotOptions,
  label: string,
  className: string,
  fit: 'keep' | 'stretch' = 'keep',
): Html {
  if (libraries === undefined) throw new Error('a drawing is made while a page is rendered')
  const { document } = libraries.parseHTML('<!doctype html><html><body></body></html>')
  const drawn: DrawnElement = libraries.plot.plot({ ...options(libraries.plot), document, style: { fontFamily: 'inherit' } })
  for (const style of drawn.querySelectorAll('style')) style.remove()
  drawn.setAttribute('role', 'img')
  drawn.setAttribute('aria-label', label)
  drawn.setAttribute('class', className)
  if (fit === 'stretch') drawn.setAttribute('preserveAspectRatio', 'none')
  drawn.removeAttribute('style')
  drawn.removeAttribute('font-family')
  for (const attribute of ['xmlns', 'xmlns:xlink']) drawn.removeAttribute(attribute)
  for (const group of drawn.querySelectorAll('[aria-label], [aria-description]')) {
    group.removeAttribute('aria-label')
    group.removeAttribute('aria-description')
  }
  return trustedHtml(withoutControls(shortNumbers(drawn.outerHTML)))
}

// Plot writes positions with up to 16 digits; a hundredth of a pixel is plenty and a third of the size. Text stays as it is.
function shortNumbers(svg: string): string {
  return svg.replaceAll(/ (?:d|x|y|x1|x2|y1|y2|width|height|transform)="[^"]*"/g, (attribute) =>
    attribute.replaceAll(/-?\d+\.\d{3,}/g, (digits) => String(Math.round(Number(digits) * 100) / 100)),
  )
}

/** One drawing per width, of which the page shows one. */
export function responsive(draw: (width: number, className: string) => Html): Html {
  const names = Object.keys(WIDTHS) as WidthName[]
  return markup`<div class="chart">${names.map((name) => draw(WIDTHS[name], name))}</div>`
}

/** About how wide a text is, in pixels; a wide (East Asian) character counts for nearly two. */
export function textWidth(text: string, size: number): number {
  let em = 0
  for (const char of text)
    em +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
        char,
      )
        ? 1
        : /[.,:;'|!il ]/.test(char)
          ? 0.3
          : 0.6
  return em * size
}

/** The text cut to a width, with an ellipsis where something is missing. */
export function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text
  let kept = ''
  for (const char of text) {
    if (textWidth(`${kept}${char}…`, size) > width) break
    kept += char
  }
  return `${kept.trimEnd()}…`
}
