import type { CsvFormat } from '@meshwright/contracts'

/** One record of a CSV text. Offsets are those of the text it was cut from. */
export interface CsvRecord {
  readonly start: number
  /** Where the next record begins. */
  readonly next: number
  /** Physical lines it covers. */
  readonly lines: number
  /** Null is an unquoted empty cell or an unquoted null text. */
  readonly cells: readonly (string | null)[]
  /** Why it is not a record. */
  readonly fault: string | undefined
  /** A line that the format leaves out. */
  readonly isComment?: true
}

/**
 * Cuts CSV text into records: RFC 4180, lines ended by LF, CRLF or CR. As in DuckDB, a quote inside an unquoted cell is literal,
 * text after a closing quote breaks its line, and a quote that is never closed breaks all that follows.
 * It is written by hand because exact lines are a promise here: csv-parse counts a CRLF inside quotes twice.
 */
export class CsvRecords {
  readonly #format: CsvFormat
  readonly #nulls: ReadonlySet<string>
  #text = ''
  #last = false
  #at = 0
  #nextQuote = -1
  #nextLf = -1
  #nextCr = -1
  #nextEscape = -1

  constructor(format: CsvFormat) {
    this.#format = format
    this.#nulls = new Set(['', ...format.nullText])
  }

  /** Sets the text to read from: whole lines, beginning at a record. `last` says that nothing follows. */
  read(text: string, last: boolean): void {
    this.#text = text
    this.#last = last
    this.#at = 0
    this.#nextQuote = -1
    this.#nextLf = -1
    this.#nextCr = -1
    this.#nextEscape = -1
  }

  /** What has not been read yet, once `next` has said undefined. */
  get rest(): string {
    return this.#text.slice(this.#at)
  }

  /** The next record, or undefined when the text holds no further complete one. */
  next(): CsvRecord | undefined {
    const text = this.#text
    const start = this.#at
    if (start >= text.length) return undefined
    const lineEnd = this.#lineEnd(start)
    if (this.#format.comment !== '' && text.startsWith(this.#format.comment, start)) {
      this.#at = this.#afterLineEnd(lineEnd)
      return { start, next: this.#at, lines: 1, cells: [], fault: undefined, isComment: true }
    }
    const quote = this.#format.quote
    if (quote !== '' && this.#nextQuote < start && this.#nextQuote !== text.length) {
      const found = text.indexOf(quote, start)
      this.#nextQuote = found === -1 ? text.length : found
    }
    if (quote === '' || this.#nextQuote >= lineEnd) {
      const cells: (string | null)[] = text.slice(start, lineEnd).split(this.#format.delimiter)
      for (let i = 0; i < cells.length; i++) cells[i] = this.#unquoted(cells[i] as string)
      this.#at = this.#afterLineEnd(lineEnd)
      return { start, next: this.#at, lines: 1, cells, fault: undefined }
    }
    const record = this.#quotedRecord(start)
    if (record !== undefined) this.#at = record.next
    return record
  }

  #unquoted(cell: string): string | null {
    return this.#nulls.has(cell) ? null : cell
  }

  #lineEnd(from: number): number {
    const text = this.#text
    const nextOf = (character: string) => {
      const found = text.indexOf(character, from)
      return found === -1 ? text.length : found
    }
    // Either may be missing in all of the text, which is not to be searched for every line.
    if (this.#nextLf < from && this.#nextLf !== text.length) this.#nextLf = nextOf('\n')
    if (this.#nextCr < from && this.#nextCr !== text.length) this.#nextCr = nextOf('\r')
    return Math.min(this.#nextLf, this.#nextCr)
  }

  /** The next escape; there may be none in all of the text, which is not to be searched for every cell. */
  #escapeFrom(from: number): number {
    const text = this.#text
    if (this.#nextEscape < from && this.#nextEscape !== text.length) {
      const found = text.indexOf(this.#format.escape, from)
      this.#nextEscape = found === -1 ? text.length : found
    }
    return this.#nextEscape === text.length ? -1 : this.#nextEscape
  }

  #afterLineEnd(end: number): number {
    return this.#text[end] === '\r' && this.#text[end + 1] === '\n' ? end + 2 : Math.min(end + 1, this.#text.length)
  }

  #quotedRecord(start: number): CsvRecord | undefined {
    const text = this.#text
    const { delimiter, quote } = this.#format
    const cells: (string | null)[] = []
    let at = start
    for (;;) {
      let end: number
      if (text.startsWith(quote, at)) {
        const cell = this.#quotedCell(at + quote.length)
        if (cell === 'open') {
          if (!this.#last) return undefined
          return {
            start,
            next: text.length,
            lines: lineCount(text, start, text.length),
            cells,
            fault: `cell ${cells.length + 1} opens a quote that is never closed`,
          }
        }
        if (typeof cell === 'number')
          return this.#broken(start, cell, `cell ${cells.length + 1} has an escape before a character that needs none`)
        end = cell.end
        if (!text.startsWith(delimiter, end) && end < text.length && text[end] !== '\n' && text[end] !== '\r') {
          return this.#broken(start, end, `cell ${cells.length + 1} has text after its closing quote`)
        }
        cells.push(cell.value)
      } else {
        const found = text.indexOf(delimiter, at)
        const lineEnd = this.#lineEnd(at)
        end = found === -1 ? lineEnd : Math.min(found, lineEnd)
        cells.push(this.#unquoted(text.slice(at, end)))
      }
      if (!text.startsWith(delimiter, end)) {
        const next = this.#afterLineEnd(end)
        return { start, next, lines: lineCount(text, start, next), cells, fault: undefined }
      }
      at = end + delimiter.length
    }
  }

  #broken(start: number, at: number, fault: string): CsvRecord {
    const next = this.#afterLineEnd(this.#lineEnd(at))
    return { start, next, lines: lineCount(this.#text, start, next), cells: [], fault }
  }

  /** A quoted cell from after its opening quote; the offset of a bad escape; or that it is still open at the end of the text. */
  #quotedCell(from: number): { value: string; end: number } | number | 'open' {
    const text = this.#text
    const { quote, escape } = this.#format
    let value = ''
    let at = from
    for (;;) {
      const close = text.indexOf(quote, at)
      const escaped = escape === quote ? -1 : this.#escapeFrom(at)
      if (escaped !== -1 && (close === -1 || escaped < close)) {
        const char = text[escaped + 1]
        if (char === undefined) return 'open'
        if (char !== quote && char !== escape) return escaped
        value += text.slice(at, escaped) + char
        at = escaped + 2
      } else if (close === -1) {
        return 'open'
      } else if (escape === quote && text[close + 1] === quote) {
        value += text.slice(at, close + 1)
        at = close + 2
      } else {
        return { value: value + text.slice(at, close), end: close + 1 }
      }
    }
  }
}

/** Line ends in a range: LF, CRLF and CR count once each; a last line without an end counts too. */
function lineCount(text: string, start: number, end: number): number {
  let lines = 0
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) lines++
  }
  const final = text.charCodeAt(end - 1)
  return final === 10 || final === 13 ? lines : lines + 1
}
