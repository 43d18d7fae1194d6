import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'
import { FilesError } from './files-error.ts'
import { readBytes, type FoundFile } from './found-file.ts'

interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly compressedSize: number
  readonly headerOffset: number
}

/** The entries of a ZIP file by name, as its central directory lists them. */
export type ZipEntries = ReadonlyMap<string, ZipEntry>

const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50
/** A 32-bit field with this value has its 64 bits elsewhere. Some writers always do that, however small the file. */
const IN_ZIP64 = 0xffffffff
const LARGEST_COMMENT = 65_535
const END_SIZE = 22

/** Reads the directory of a ZIP file. Throws `xlsx-invalid` for anything else. */
export async function readZipEntries(file: FoundFile): Promise<ZipEntries> {
  const invalid = (why: string) => new FilesError('xlsx-invalid', `${file.label}: is not a readable XLSX file: ${why}`)
  const handle = await open(file.path)
  try {
    const readAt = async (start: number, length: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start)
      return buffer.subarray(0, bytesRead)
    }
    const head = await readAt(0, 4)
    if (head.equals(Buffer.from('d0cf11e0', 'hex')))
      throw invalid('it is an old .xls, or it is protected by a password; save it as .xlsx without one')
    const tailSize = Math.min(file.size, END_SIZE + LARGEST_COMMENT)
    const tail = await readAt(file.size - tailSize, tailSize)
    let end = tail.length - END_SIZE
    while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end--
    if (end < 0) throw invalid('it is not a ZIP archive, or it was not written to its end')
    let size = tail.readUInt32LE(end + 12)
    let offset = tail.readUInt32LE(end + 16)
    if (offset === IN_ZIP64 || size === IN_ZIP64) {
      if (end < 20 || tail.readUInt32LE(end - 20) !== ZIP64_LOCATOR_SIGNATURE) throw invalid('its ZIP64 directory is missing')
      const big = await readAt(Number(tail.readBigUInt64LE(end - 12)), 56)
      if (big.length < 56) throw invalid('its ZIP64 directory is missing')
      size = Number(big.readBigUInt64LE(40))
      offset = Number(big.readBigUInt64LE(48))
    }
    return parseDirectory(await readAt(offset, Math.min(size, file.size)), invalid)
  } finally {
    await handle.close()
  }
}

function parseDirectory(bytes: Buffer, invalid: (why: string) => FilesError): ZipEntries {
  const entries = new Map<string, ZipEntry>()
  for (let at = 0; at + 46 <= bytes.length && bytes.readUInt32LE(at) === ENTRY_SIGNATURE;) {
    const nameLength = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/')
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw invalid(`its part ${name} is encrypted`)
    const extraLength = bytes.readUInt16LE(at + 30)
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength)
    const [, compressedSize = 0, headerOffset = 0] = wideFields(
      [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)],
      extra,
    )
    entries.set(name, { name, method: bytes.readUInt16LE(at + 10), compressedSize, headerOffset })
    at += 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32)
  }
  return entries
}

/** Replaces the fields that are in the ZIP64 extra field, which holds just those, in this order. */
function wideFields(fields: readonly number[], extra: Buffer): readonly number[] {
  if (!fields.includes(IN_ZIP64)) return fields
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let next = at + 4
    return fields.map((field) => {
      if (field !== IN_ZIP64 || next + 8 > extra.length) return field
      next += 8
      return Number(extra.readBigUInt64LE(next - 8))
    })
  }
  return fields
}

/** The content of an entry in chunks of text, inflated as it is read. */
export async function* entryText(file: FoundFile, entry: ZipEntry, signal: AbortSignal): AsyncGenerator<string> {
  if (entry.compressedSize === 0) return
  const start = await contentOffset(file, entry)
  const bytes = readBytes(file.path, signal, { start, end: start + entry.compressedSize - 1 })
  const decoder = new TextDecoder()
  if (entry.method === 0) {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
  } else if (entry.method === 8) {
    for await (const chunk of inflated(bytes)) yield decoder.decode(chunk, { stream: true })
  } else {
    throw new FilesError(
      'xlsx-invalid',
      `${file.label}: its part ${entry.name} is compressed by method ${entry.method}, which spreadsheets do not use`,
    )
  }
  yield decoder.decode()
}

async function contentOffset(file: FoundFile, entry: ZipEntry): Promise<number> {
  const handle = await open(file.path)
  try {
    const { buffer } = await handle.read(Buffer.alloc(30), 0, 30, entry.headerOffset)
    return entry.headerOffset + 30 + buffer.readUInt16LE(26) + buffer.readUInt16LE(28)
  } finally {
    await handle.close()
  }
}

async function* inflated(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: 1 << 16 })
  // What fails here ends the reading of `inflate` with the same error.
  const piping = pipeline(Readable.from(bytes), inflate).catch(() => undefined)
  try {
    for await (const chunk of inflate) yield chunk as Buffer
  } finally {
    inflate.destroy()
    await piping
    await bytes.return(undefined)
  }
}
