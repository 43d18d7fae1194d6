/// <reference path="./saxen.d.ts" />
/**
 * What a reader of XML is told. Names come without their namespace prefix; text may come in several pieces. An attribute that is asked
 * for with a prefix (`r:id`) may have any.
 */
export interface XmlEvents {
  open?(name: string, attribute: (name: string) => string | undefined): void
  close?(name: string): void
  text?(text: string): void
}

/** Feeds XML to `events` as it comes in. `afterChunk` lets a reader hand out what it has gathered. Throws on malformed XML. */
export async function* readXml<T>(chunks: AsyncIterable<string>, events: XmlEvents, afterChunk: () => Iterable<T>): AsyncGenerator<T> {
  const { Parser } = await import('saxen')
  const local = (name: string) => name.slice(name.indexOf(':') + 1)
  let failure: Error | undefined
  const parser = new Parser()
  parser.on('error', (error) => {
    failure ??= error
  })
  parser.on('openTag', (name, attributes, decode) => {
    let read: Record<string, string> | undefined
    events.open?.(local(name), (wanted) => {
      read ??= attributes()
      const own = wanted.includes(':') ? Object.keys(read).find((name) => name.includes(':') && local(name) === local(wanted)) : wanted
      const value = own === undefined ? undefined : read[own]
      return value === undefined ? undefined : decode(value)
    })
  })
  parser.on('closeTag', (name) => events.close?.(local(name)))
  parser.on('text', (text, decode) => events.text?.(decode(text.replaceAll(/\r\n?/g, '\n'))))
  parser.on('cdata', (text) => events.text?.(text))
  for await (const chunk of chunks) {
    parser.write(chunk)
    if (failure !== undefined) throw failure
    yield* afterChunk()
  }
  parser.end()
  if (failure !== undefined) throw failure
  yield* afterChunk()
}

/** Reads a whole XML part for its events alone. */
export async function readXmlPart(chunks: AsyncIterable<string>, events: XmlEvents): Promise<void> {
  const reading = readXml<never>(chunks, events, () => [])
  while (!(await reading.next()).done);
}
