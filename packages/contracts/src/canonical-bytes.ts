import { isRawJson } from './lossless-json.ts'

const KEPT = 1 << 20

/** Where the text is written: bytes, as ropes of small strings take several times as long to make, and again to hash. */
class Writer {
  #bytes = Buffer.allocUnsafe(1 << 14)
  #end = 0

  /** The bytes so far; overwritten by the next text, which begins with `clear`. */
  take(): Buffer {
    const text = this.#bytes.subarray(0, this.#end)
    if (this.#bytes.length > KEPT) this.#bytes = Buffer.allocUnsafe(1 << 14)
    return text
  }

  clear(): void {
    this.#end = 0
  }

  /** A character of ASCII. */
  byte(unit: number): void {
    if (this.#end === this.#bytes.length) this.#grow(1)
    this.#bytes[this.#end++] = unit
  }

  /** What is ASCII and needs no escape. */
  plain(text: string): void {
    const { length } = text
    if (this.#bytes.length - this.#end < length) this.#grow(length)
    for (let index = 0; index < length; index++) this.#bytes[this.#end++] = text.charCodeAt(index)
  }

  /** A string, in quotes. */
  quoted(text: string): void {
    const { length } = text
    if (length > LONG) return this.#escaped(text)
    if (this.#bytes.length - this.#end < length + 2) this.#grow(length + 2)
    const bytes = this.#bytes
    const begin = this.#end
    let end = begin
    bytes[end++] = QUOTE
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index)
      if (unit < 0x20 || unit > 0x7e || unit === QUOTE || unit === BACKSLASH) return this.#escaped(text)
      bytes[end++] = unit
    }
    bytes[end++] = QUOTE
    this.#end = end
  }

  #escaped(text: string): void {
    const json = JSON.stringify(text)
    const most = json.length * 3
    if (this.#bytes.length - this.#end < most) this.#grow(most)
    this.#end += this.#bytes.write(json, this.#end, 'utf8')
  }

  #grow(more: number): void {
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#end + more))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}

const LONG = 256
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

let writer: Writer | undefined

/** How a bigint is written, and a number that is not finite: as JSON has it, or so that it is told apart from text and null. */
interface Numbers {
  readonly bigint: (to: Writer, value: bigint) => void
  readonly infinite: (value: number) => string
}
const JSON_NUMBERS: Numbers = { bigint: (to, value) => to.quoted(value.toString()), infinite: () => 'null' }
export const EXACT_NUMBERS: Numbers = { bigint: (to, value) => to.plain(`${value}n`), infinite: (value) => `${value}` }

/** Hands the canonical JSON of a value to `use`, as UTF-8 that holds until it returns. */
export function canonicalBytes<T>(value: unknown, use: (bytes: Buffer) => T, numbers: Numbers = JSON_NUMBERS): T {
  const own = writer ?? new Writer()
  writer = undefined
  try {
    write(own, value, numbers)
    return use(own.take())
  } finally {
    own.clear()
    writer = own
  }
}

function write(to: Writer, value: unknown, numbers: Numbers): void {
  if (typeof value === 'string') to.quoted(value)
  else if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) writeArray(to, value, numbers)
    else if (saysItself(value)) write(to, value.toJSON(), numbers)
    else if (isRawJson(value)) to.plain(value.rawJSON)
    else writeObject(to, value as Readonly<Record<string, unknown>>, numbers)
  } else if (typeof value === 'boolean') to.plain(value ? 'true' : 'false')
  else if (typeof value === 'number') to.plain(Number.isFinite(value) ? `${value}` : numbers.infinite(value))
  else if (typeof value === 'bigint') numbers.bigint(to, value)
  else to.plain('null')
}

function writeArray(to: Writer, values: readonly unknown[], numbers: Numbers): void {
  to.byte(OPEN_ARRAY)
  for (let index = 0; index < values.length; index++) {
    if (index > 0) to.byte(COMMA)
    write(to, values[index], numbers)
  }
  to.byte(CLOSE_ARRAY)
}

function writeObject(to: Writer, record: Readonly<Record<string, unknown>>, numbers: Numbers): void {
  const keys = Object.keys(record)
  sortNames(keys)
  let before = OPEN_OBJECT
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string
    const value = record[key]
    if (isLeftOut(value)) continue
    to.byte(before)
    before = COMMA
    to.quoted(key)
    to.byte(COLON)
    write(to, value, numbers)
  }
  if (before === OPEN_OBJECT) to.byte(OPEN_OBJECT)
  to.byte(CLOSE_OBJECT)
}

/** A date, a buffer: what says itself what it is in JSON. */
const saysItself = (value: object): value is { toJSON(): unknown } => {
  // Of plain objects, which nearly all are, only their own names have to be looked at.
  const plain = Object.getPrototypeOf(value) === Object.prototype && !Object.hasOwn(value, 'toJSON')
  return !plain && 'toJSON' in value && typeof value.toJSON === 'function'
}

/** What JSON has no word for. */
const isLeftOut = (value: unknown): boolean =>
  value === undefined ||
  typeof value === 'function' ||
  typeof value === 'symbol' ||
  (typeof value === 'object' && value !== null && !Array.isArray(value) && saysItself(value) && isLeftOut(value.toJSON()))

/** By UTF-16 units; names that are array indices stay first, as an object has them. */
function sortNames(keys: string[]): void {
  const unit = keys[0]?.charCodeAt(0) ?? 0
  if (keys.length > FEW || (unit >= 0x30 && unit <= 0x39)) {
    const names = keys.filter((key) => !isIndex(key)).toSorted()
    for (let index = 0, at = keys.length - names.length; index < names.length; index++) keys[at + index] = names[index] as string
    return
  }
  for (let end = 1; end < keys.length; end++) {
    const key = keys[end] as string
    let at = end
    for (; at > 0 && (keys[at - 1] as string) > key; at--) keys[at] = keys[at - 1] as string
    keys[at] = key
  }
}

const FEW = 16
const isIndex = (key: string): boolean => /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1
