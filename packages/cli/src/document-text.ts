/**
 * A document as JSON text in pieces: one line for each item of its lists, so that it can be compared line by line and is half as
 * long as with every brace on a line of its own. It is never one text, as that of ten thousand models would be a hundred megabytes.
 */
export function* documentText(document: object): Generator<string> {
  let text = '{'
  const fields = Object.entries(document)
  for (const [index, [name, value]] of fields.entries()) {
    text += `\n  ${JSON.stringify(name)}: `
    const items = itemsOf(value)
    if (items === undefined) text += JSON.stringify(value)
    else {
      const [open, close] = Array.isArray(value) ? '[]' : '{}'
      text += open
      for (const [at, item] of items.entries()) {
        text += `${at === 0 ? '' : ','}\n    ${item()}`
        if (text.length > PIECE) {
          yield text
          text = ''
        }
      }
      text += `${items.length === 0 ? '' : '\n  '}${close}`
    }
    if (index < fields.length - 1) text += ','
  }
  yield `${text}\n}\n`
}

const PIECE = 1_000_000

function itemsOf(value: unknown): (() => string)[] | undefined {
  if (Array.isArray(value)) return value.map((item) => () => JSON.stringify(item))
  if (value === null || typeof value !== 'object') return undefined
  return Object.entries(value).map(
    ([name, item]) =>
      () =>
        `${JSON.stringify(name)}: ${JSON.stringify(item)}`,
  )
}
