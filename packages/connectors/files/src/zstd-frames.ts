import { createZstdDecompress, type ZstdDecompress } from 'node:zlib'

/**
 * The content of zstd frames one after another, as parallel compressors and `cat` write them. Node's decompressor ends with the
 * first, and says nothing of what follows.
 */
export async function* zstdFrames(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let rest = await nextOf(bytes)
  while (rest !== undefined) {
    const frame = createZstdDecompress({ chunkSize: 1 << 18 })
    const feeding = feed(frame, rest, bytes)
    // What fails there ends the reading here with the same error.
    feeding.catch(() => undefined)
    try {
      for await (const chunk of frame) yield chunk as Buffer
    } finally {
      frame.destroy()
    }
    rest = await feeding
  }
}

/** Gives bytes to a decompressor up to the end of its frame; what stands behind it in the last of them is given back. */
async function feed(frame: ZstdDecompress, first: Buffer, bytes: AsyncGenerator<Buffer>): Promise<Buffer | undefined> {
  try {
    let given = 0
    for (let chunk: Buffer | undefined = first; chunk !== undefined; chunk = await nextOf(bytes)) {
      await written(frame, chunk)
      given += chunk.length
      const unread = given - frame.bytesWritten
      if (unread > 0) return chunk.subarray(chunk.length - unread)
    }
    frame.end()
    return undefined
  } catch (error) {
    frame.destroy(error as Error)
    throw error
  }
}

async function nextOf(bytes: AsyncGenerator<Buffer>): Promise<Buffer | undefined> {
  const next = await bytes.next()
  return next.done ? undefined : next.value
}

const written = (frame: ZstdDecompress, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => frame.write(chunk, (error) => (error ? reject(error) : resolve())))
