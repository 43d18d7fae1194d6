const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Control characters that HTML forbids become U+FFFD. */
export function withoutControls(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd')
}

/** Text made safe for element content and quoted attributes. */
function escapeHtml(text: string): string {
  return withoutControls(text).replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}

/** Markup that is already safe. Only `markup` and `trustedHtml` make it, so unescaped text cannot reach a page by accident. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type HtmlValue = Html | string | number | bigint | false | null | undefined | readonly HtmlValue[]

/** Marks markup as safe that was escaped elsewhere, as serialized SVG is. */
export function trustedHtml(markup: string): Html {
  return new Html(markup)
}

function markupOf(value: HtmlValue): string {
  if (value instanceof Html) return value.text
  if (value === null || value === undefined || value === false) return ''
  if (Array.isArray(value)) return (value as readonly HtmlValue[]).map(markupOf).join('')
  return escapeHtml(String(value))
}

/** Markup with every interpolated value escaped, except `Html`; lists are joined, and null, undefined and false vanish. */
export function markup(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.map((text, index) => text + (index < values.length ? markupOf(values[index]) : '')).join(''))
}

/** A text as an identifier for anchors: `Best sellers` → `best-sellers`; never empty. */
export function anchorOf(text: string): string {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
  return slug === '' ? 'section' : slug
}
