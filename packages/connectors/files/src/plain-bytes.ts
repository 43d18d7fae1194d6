import type { Compression } from '@meshwright/contracts'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { FilesError } from './files-error.ts'
import { readBytes, type FoundFile } from './found-file.ts'
import { zstdFrames } from './zstd-frames.ts'

/** How a file begins: whether it is compressed, and its first bytes without that. */
export interface FileStart {
  readonly compression: Compression
  readonly head: Buffer
}

const GZIP = Buffer.from([0x1f, 0x8b])
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
/** How frames that hold no data begin, after a byte from 0x50 to 0x5f: some compressors write one first. */
const ZSTD_SKIPPED = Buffer.from([0x2a, 0x4d, 0x18])

/** Looks at the first bytes: what is compressed says so itself, whatever the file's name ends with. */
export async function fileStart(file: FoundFile, signal: AbortSignal): Promise<FileStart> {
  const handle = await open(file.path)
  let head: Buffer
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0)
    head = buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
  const compression = head.subarray(0, 2).equals(GZIP) ? 'gzip' : isZstd(head) ? 'zstd' : 'none'
  if (compression === 'none') return { compression, head }
  for await (const chunk of plainBytes(file, compression, signal)) return { compression, head: chunk }
  throw new FilesError('file-empty', `${file.label}: holds nothing but its compression`)
}

const isZstd = (head: Buffer): boolean =>
  head.subarray(0, 4).equals(ZSTD) || (((head[0] ?? 0) & 0xf0) === 0x50 && head.subarray(1, 4).equals(ZSTD_SKIPPED))

/** The bytes of a file without its compression. Throws `compression-invalid` when they end early or are damaged. */
export async function* plainBytes(file: FoundFile, compression: Compression, signal: AbortSignal): AsyncGenerator<Buffer> {
  const bytes = readBytes(file.path, signal)
  if (compression === 'none') {
    yield* bytes
    return
  }
  try {
    for await (const chunk of compression === 'gzip' ? gunzipped(bytes) : zstdFrames(bytes)) {
      signal.throwIfAborted()
      yield chunk
    }
  } catch (error) {
    signal.throwIfAborted()
    throw damaged(file, compression, error)
  } finally {
    await bytes.return(undefined)
  }
}

async function* gunzipped(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const inflate = createGunzip({ chunkSize: 1 << 18 })
  // What fails here ends the reading of `inflate` with the same error.
  const piping = pipeline(Readable.from(bytes), inflate).catch(() => undefined)
  try {
    for await (const chunk of inflate) yield chunk as Buffer
  } finally {
    inflate.destroy()
    await piping
  }
}

function damaged(file: FoundFile, compression: Compression, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (!/^(?:Z_|ZSTD|ERR_ZSTD)/i.test(code)) return cause
  return new FilesError(
    'compression-invalid',
    `${file.label}: its ${compression} data cannot be read to the end (${(cause as Error).message}): it is cut off or damaged; write it again`,
    { cause },
  )
}
