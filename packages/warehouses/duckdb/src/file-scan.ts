import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import type { Compression } from '@meshwright/contracts'

/** What a pass over the bytes of a text file finds, at a tenth of the cost of reading it as CSV. */
export interface FileScan {
  /** Physical lines; the last one may lack its line end. */
  readonly lines: number
  /** Lines that end with the delimiter. */
  readonly delimiterEnds: number
  /** Whether a line that ends with two delimiters may have more of them than cells: then the last one may be one too many. */
  readonly overlong: boolean
  /** Whether the file begins with an empty line. */
  readonly beginsBlank: boolean
  /** Whether the character NUL occurs. */
  readonly holdsNul: boolean
  /** Whether spaces stand between a quote and the delimiter or line end beside it. */
  readonly paddedQuotes: boolean
  /** Whether the first line ends by a carriage return alone: then the counts above, which look for line feeds, say nothing. */
  readonly endsByCr: boolean
  /** Whether some lines end by CRLF and others by a line feed alone, be it in a quoted cell. */
  readonly mixedEnds: boolean
}

const LF = 10
const CR = 13
const SPACE = 32
const CHUNK = 4 << 20

/** Undefined for compressed data that cannot be read to their end in one go: cut off, damaged, or of several zstd frames. */
export async function scanFile(
  path: string,
  format: { readonly delimiter: string; readonly quote: string; readonly compression: Compression },
  width: number,
  signal: AbortSignal,
): Promise<FileScan | undefined> {
  const scan = new Scanning(format.delimiter.charCodeAt(0), format.quote === '' ? undefined : format.quote.charCodeAt(0), width)
  if (format.compression !== 'none') return scanCompressed(path, format.compression, scan, signal)
  const file = await open(path)
  try {
    // What a line ends with may stand in the chunk before.
    const buffer = Buffer.allocUnsafe(CHUNK)
    let kept = 0
    for (;;) {
      signal.throwIfAborted()
      const { bytesRead } = await file.read(buffer, kept, CHUNK - kept)
      if (bytesRead === 0) return scan.end(buffer.subarray(0, kept))
      const filled = kept + bytesRead
      const whole = buffer.lastIndexOf(LF, filled - 1) + 1
      // A line longer than the buffer is cut; that can only hide what stands around the cut.
      const from = whole > 0 ? whole : filled === CHUNK ? CHUNK >> 1 : 0
      if (from > 0) scan.add(buffer.subarray(0, from))
      buffer.copyWithin(0, from, filled)
      kept = filled - from
    }
  } finally {
    await file.close()
  }
}

/** DuckDB takes compressed data that end early for the whole. */
async function scanCompressed(
  path: string,
  compression: 'gzip' | 'zstd',
  scan: Scanning,
  signal: AbortSignal,
): Promise<FileScan | undefined> {
  const inflate = compression === 'gzip' ? createGunzip({ chunkSize: CHUNK >> 2 }) : createZstdDecompress({ chunkSize: CHUNK >> 2 })
  const { size } = await stat(path)
  let rest: Buffer = Buffer.alloc(0)
  try {
    await pipeline(
      createReadStream(path),
      inflate,
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
          const whole = bytes.lastIndexOf(LF) + 1
          if (whole > 0) scan.add(bytes.subarray(0, whole))
          rest = bytes.subarray(whole)
        }
      },
      { signal },
    )
  } catch (error) {
    signal.throwIfAborted()
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!/^(?:Z_|ZSTD|ERR_ZSTD|ERR_STREAM)/i.test(code)) throw error
    return undefined
  }
  // Node's decompressor ends with the first frame, and says nothing of what follows; after gzip, only zeros may.
  return compression === 'zstd' && inflate.bytesWritten < size ? undefined : scan.end(rest)
}

class Scanning {
  readonly #delimiter: number
  readonly #quote: number | undefined
  readonly #width: number
  readonly #beforeSpace: Buffer
  readonly #afterSpace: Buffer
  #lines = 0
  #crlfEnds = 0
  #delimiterEnds = 0
  #overlong = false
  #beginsBlank = false
  #holdsNul = false
  #paddedQuotes = false
  #endsByCr = false
  #first = true

  constructor(delimiter: number, quote: number | undefined, width: number) {
    this.#delimiter = delimiter
    this.#quote = quote
    this.#width = width
    this.#beforeSpace = Buffer.from([quote ?? 0, SPACE])
    this.#afterSpace = Buffer.from([SPACE, quote ?? 0])
  }

  /** Whole lines, or a part of one that is very long. */
  add(bytes: Buffer): void {
    if (this.#first) {
      this.#first = false
      const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
      this.#beginsBlank = bytes[start] === LF || bytes[start] === CR
      const cr = bytes.indexOf(CR)
      this.#endsByCr = cr !== -1 && bytes[cr + 1] !== LF && !bytes.subarray(0, cr).includes(LF)
    }
    let start = 0
    for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
      this.#lines++
      const end = bytes[at - 1] === CR ? at - 1 : at
      if (end < at) this.#crlfEnds++
      if (bytes[end - 1] === this.#delimiter) this.#endsWithDelimiter(bytes, start, end)
      start = at + 1
    }
    this.#holdsNul ||= bytes.includes(0)
    if (this.#quote !== undefined) this.#lookAtQuotes(bytes, this.#quote)
  }

  end(rest: Buffer): FileScan {
    if (rest.length > 0) this.add(rest)
    const mixedEnds = this.#crlfEnds > 0 && this.#crlfEnds < this.#lines
    if (rest.length > 0) {
      this.#lines++
      if (rest.at(-1) === this.#delimiter) this.#endsWithDelimiter(rest, 0, rest.length)
    }
    return {
      lines: this.#lines,
      delimiterEnds: this.#delimiterEnds,
      overlong: this.#overlong,
      beginsBlank: this.#beginsBlank,
      holdsNul: this.#holdsNul,
      paddedQuotes: this.#paddedQuotes,
      endsByCr: this.#endsByCr,
      mixedEnds,
    }
  }

  /** Lines that begin within a quoted cell are not known as such, and may count as overlong. */
  #endsWithDelimiter(bytes: Buffer, start: number, end: number): void {
    this.#delimiterEnds++
    if (this.#overlong || bytes[end - 2] !== this.#delimiter) return
    let delimiters = 0
    let quoted = false
    for (let at = start; at < end; at++) {
      const byte = bytes[at]
      if (byte === this.#quote) quoted = !quoted
      else if (byte === this.#delimiter && !quoted) delimiters++
    }
    this.#overlong = quoted || delimiters >= this.#width
  }

  #lookAtQuotes(bytes: Buffer, quote: number): void {
    // Most files have no space beside a quote: two searches in native code tell so at half the cost of looking at each quote.
    if (this.#paddedQuotes || (bytes.indexOf(this.#beforeSpace) === -1 && bytes.lastIndexOf(this.#afterSpace) === -1)) return
    for (let at = bytes.indexOf(quote); at !== -1; at = bytes.indexOf(quote, at + 1)) {
      if ((bytes[at - 1] === SPACE && this.#padded(bytes, at, -1)) || (bytes[at + 1] === SPACE && this.#padded(bytes, at, 1))) {
        this.#paddedQuotes = true
        return
      }
    }
  }

  #padded(bytes: Buffer, quote: number, step: 1 | -1): boolean {
    let at = quote + step
    while (bytes[at] === SPACE) at += step
    const beyond = bytes[at]
    return beyond === undefined || beyond === this.#delimiter || beyond === LF || beyond === CR
  }
}
