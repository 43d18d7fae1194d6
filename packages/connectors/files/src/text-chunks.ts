import { isUtf8 } from 'node:buffer'
import type { Compression } from '@meshwright/contracts'
import { FilesError } from './files-error.ts'
import type { FoundFile } from './found-file.ts'
import { plainBytes } from './plain-bytes.ts'
import { byteOrderMark, decoderOf } from './text-encoding.ts'

/** A longer record or line is taken for a mistake (a quote that is never closed, a binary file), not for data: 16 MiB. */
export const MAX_RECORD = 1 << 24

/** Stands for bytes that are no text of the encoding: a lone surrogate, which makes the text ill-formed, as decoded text never is. */
const NOT_TEXT = '\udfff'

/** How the bytes of a file are its text. */
export interface TextForm {
  readonly encoding: string
  readonly compression: Compression
}

export interface TextChunk {
  /** Whole lines; only the last chunk may end without a line end. */
  readonly text: string
  readonly last: boolean
}

/** Whether a piece of a chunk's text came from bytes that are no text of the encoding. */
export const holdsInvalidBytes = (text: string): boolean => !text.isWellFormed()

/** Why such a piece is refused, and what to do. */
export const invalidBytesReason = (encoding: string): string =>
  encoding === 'utf-8'
    ? `holds bytes that are not UTF-8 text; if the file is in another encoding, declare it: { encoding: 'windows-1252' }`
    : `holds bytes that are not ${encoding} text`

/** Text as people can be shown it: without marks, and cut where it is long. */
export function shownText(text: string): string {
  const plain = text.toWellFormed()
  return plain.length > 2000 ? `${plain.slice(0, 2000)}… (${plain.length} characters)` : plain
}

/**
 * A file's text in chunks of whole lines, without its byte order mark. Characters are never cut. Bytes that are no text are
 * marked, so that only the records that hold them break. Throws `record-too-long` for an endless line.
 */
export function textChunks(file: FoundFile, form: TextForm, signal: AbortSignal): AsyncGenerator<TextChunk> {
  const bytes = plainBytes(file, form.compression, signal)
  return form.encoding === 'utf-8' ? utf8Chunks(file, bytes) : decodedChunks(file, bytes, form.encoding)
}

async function* utf8Chunks(file: FoundFile, chunks: AsyncIterable<Buffer>): AsyncGenerator<TextChunk> {
  let pending: Buffer[] = []
  let pendingBytes = 0
  let first = true
  for await (const chunk of chunks) {
    let bytes = chunk
    const end = lastLineEnd(bytes)
    if (end === 0 && pendingBytes + bytes.length <= MAX_RECORD) {
      pending.push(bytes)
      pendingBytes += bytes.length
      continue
    }
    if (end === 0) throw endlessLine(file)
    const rest = bytes.subarray(end)
    bytes = Buffer.concat([...pending, bytes.subarray(0, end)])
    pending = rest.length === 0 ? [] : [rest]
    pendingBytes = rest.length
    yield { text: decode(first ? withoutMark(bytes) : bytes), last: false }
    first = false
  }
  const bytes = Buffer.concat(pending)
  yield { text: decode(first ? withoutMark(bytes) : bytes), last: true }
}

async function* decodedChunks(file: FoundFile, chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<TextChunk> {
  const decoder = decoderOf(encoding)
  let pending = ''
  let first = true
  for await (const chunk of chunks) {
    let text = decoder.decode(chunk).replaceAll('\ufffd', NOT_TEXT)
    if (first) text = text.replace(/^\ufeff/, '')
    first = false
    pending += text
    // A final CR may be half of a CRLF, so it does not count.
    const end = Math.max(pending.lastIndexOf('\n'), pending.lastIndexOf('\r', pending.length - 2)) + 1
    if (end === 0) {
      if (pending.length > MAX_RECORD) throw endlessLine(file)
      continue
    }
    yield { text: pending.slice(0, end), last: false }
    pending = pending.slice(end)
  }
  yield { text: pending + decoder.end().replaceAll('\ufffd', NOT_TEXT), last: true }
}

export const endlessLine = (file: FoundFile): FilesError =>
  new FilesError('record-too-long', `${file.label}: has a line of more than ${MAX_RECORD >> 20} MiB; is it a text file?`)

/** The whole text of a file, for formats that must be seen whole. Throws `encoding-invalid`. */
export async function wholeText(file: FoundFile, compression: Compression, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of plainBytes(file, compression, signal)) chunks.push(chunk)
  const body = withoutMark(Buffer.concat(chunks))
  if (!isUtf8(body)) throw new FilesError('encoding-invalid', `${file.label}: holds bytes that are not UTF-8 text; save it as UTF-8`)
  return body.toString('utf8')
}

/** The position after the last line end; a final CR may be half of a CRLF, so it does not count. */
function lastLineEnd(bytes: Buffer): number {
  const lf = bytes.lastIndexOf(10)
  const cr = bytes.length < 2 ? -1 : bytes.lastIndexOf(13, bytes.length - 2)
  return Math.max(lf, cr) + 1
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(byteOrderMark(bytes)?.encoding === 'utf-8' ? 3 : 0)
}

function decode(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  let text = ''
  for (let start = 0; start < bytes.length;) {
    const lf = bytes.indexOf(10, start)
    const end = lf === -1 ? bytes.length : lf + 1
    const line = bytes.subarray(start, end)
    text += isUtf8(line) ? line.toString('utf8') : line.toString('utf8').replaceAll('\ufffd', NOT_TEXT)
    start = end
  }
  return text
}
