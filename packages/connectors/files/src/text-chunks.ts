import { isUtf8 } from 'node:buffer'
import { FilesError } from './files-error.ts'
import { readBytes, type FoundFile } from './found-file.ts'

/** A longer record or line is taken for a mistake (a quote that is never closed, a binary file), not for data: 16 MiB. */
export const MAX_RECORD = 1 << 24

/** Stands for bytes that are not UTF-8: a lone surrogate, which makes the text ill-formed, as valid UTF-8 never is. */
const NOT_UTF8 = '\udfff'

export interface TextChunk {
  /** Whole lines; only the last chunk may end without a line end. */
  readonly text: string
  readonly last: boolean
}

/** Whether a piece of a chunk's text came from bytes that are not UTF-8. */
export const holdsInvalidBytes = (text: string): boolean => !text.isWellFormed()

/** Text as people can be shown it: without marks, and cut where it is long. */
export function shownText(text: string): string {
  const plain = text.toWellFormed()
  return plain.length > 2000 ? `${plain.slice(0, 2000)}… (${plain.length} characters)` : plain
}

/**
 * A file's text in chunks of whole lines, without its byte order mark. Characters are never cut. Bytes that are not UTF-8 are
 * marked, so that only the records that hold them break. Throws `not-utf8` for UTF-16, `record-too-long` for an endless line.
 */
export async function* textChunks(file: FoundFile, signal: AbortSignal): AsyncGenerator<TextChunk> {
  let pending: Buffer[] = []
  let pendingBytes = 0
  let first = true
  for await (const chunk of readBytes(file.path, signal)) {
    let bytes = chunk
    const end = lastLineEnd(bytes)
    if (end === 0 && pendingBytes + bytes.length <= MAX_RECORD) {
      pending.push(bytes)
      pendingBytes += bytes.length
      continue
    }
    if (end === 0)
      throw new FilesError('record-too-long', `${file.label}: has a line of more than ${MAX_RECORD >> 20} MiB; is it a text file?`)
    const rest = bytes.subarray(end)
    bytes = Buffer.concat([...pending, bytes.subarray(0, end)])
    pending = rest.length === 0 ? [] : [rest]
    pendingBytes = rest.length
    yield { text: decode(first ? withoutMark(bytes, file) : bytes), last: false }
    first = false
  }
  const bytes = Buffer.concat(pending)
  yield { text: decode(first ? withoutMark(bytes, file) : bytes), last: true }
}

/** The whole text of a file, for formats that must be seen whole. Throws `not-utf8`. */
export function wholeText(bytes: Buffer, file: FoundFile): string {
  const body = withoutMark(bytes, file)
  if (!isUtf8(body)) throw new FilesError('not-utf8', `${file.label}: holds bytes that are not UTF-8 text; save it as UTF-8`)
  return body.toString('utf8')
}

/** The position after the last line end; a final CR may be half of a CRLF, so it does not count. */
function lastLineEnd(bytes: Buffer): number {
  const lf = bytes.lastIndexOf(10)
  const cr = bytes.length < 2 ? -1 : bytes.lastIndexOf(13, bytes.length - 2)
  return Math.max(lf, cr) + 1
}

function withoutMark(bytes: Buffer, file: FoundFile): Buffer {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new FilesError('not-utf8', `${file.label}: is UTF-16 text; save it as UTF-8`)
  }
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

function decode(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  let text = ''
  for (let start = 0; start < bytes.length;) {
    const lf = bytes.indexOf(10, start)
    const end = lf === -1 ? bytes.length : lf + 1
    const line = bytes.subarray(start, end)
    text += isUtf8(line) ? line.toString('utf8') : line.toString('utf8').replaceAll('\ufffd', NOT_UTF8)
    start = end
  }
  return text
}
