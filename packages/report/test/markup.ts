const VOID = new Set(['meta', 'link', 'wbr', 'br', 'img', 'input', 'hr'])

export interface Tag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  /** The names of the elements around it, the outermost first. */
  readonly inside: readonly string[]
}

/**
 * Reads a page more strictly than browsers do: every element is closed in order, attributes are quoted and unique, and no `<` or
 * stray `&` is left in text. Throws at the first thing that is not so.
 */
export function readMarkup(page: string): { readonly tags: readonly Tag[]; readonly text: string } {
  const tags: Tag[] = []
  const open: string[] = []
  let text = ''
  let at = page.indexOf('\n') + 1
  if (page.slice(0, at) !== '<!doctype html>\n') throw new Error('no doctype')
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at}: ${page.slice(Math.max(0, at - 60), at + 60)}`)
  }
  while (at < page.length) {
    if (page[at] !== '<') {
      const next = page.indexOf('<', at)
      const end = next === -1 ? page.length : next
      const raw = page.slice(at, end)
      if (open.at(-1) !== 'style' && /&(?!(?:amp|lt|gt|quot|nbsp|#\d+|#x[\da-f]+);)/i.test(raw)) fail('stray &')
      if (open.at(-1) !== 'style') text += raw
      at = end
      continue
    }
    const close = /^<\/([a-z][a-z0-9]*)>/i.exec(page.slice(at, at + 40))
    if (close) {
      if (open.pop() !== close[1]) fail(`</${close[1]}> closes something else`)
      at += close[0].length
      continue
    }
    const start = /^<([a-z][a-z0-9]*)((?:\s+[a-zA-Z][\w:-]*(?:="[^"<]*")?)*)\s*(\/?)>/i.exec(page.slice(at))
    if (!start) return fail('not a tag')
    const name = start[1] ?? ''
    const attributes = new Map<string, string>()
    for (const [, key, value] of (start[2] ?? '').matchAll(/\s([a-zA-Z][\w:-]*)(?:="([^"]*)")?/g)) {
      if (attributes.has(key ?? '')) fail(`${key} twice`)
      attributes.set(key ?? '', value ?? '')
    }
    tags.push({ name, attributes, inside: [...open] })
    if (!VOID.has(name) && start[3] !== '/') open.push(name)
    at += start[0].length
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`)
  return { tags, text }
}
