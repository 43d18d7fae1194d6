import { open } from 'node:fs/promises'

/** What the first bytes of a file say: DuckDB's MainHeader (storage_info.hpp in its sources). */
export interface FileHeader {
  readonly bytes: number
  /** What it is instead, in words; undefined for a DuckDB file. */
  readonly foreign: string | undefined
  /** The release that wrote it: `v1.5.6`. */
  readonly writtenBy: string | undefined
}

const MAGIC = { at: 8, text: 'DUCK' } as const
const RELEASE = { at: 52, end: 84 } as const
const OTHERS: readonly (readonly [string, string])[] = [
  ['SQLite format 3', 'a SQLite file'],
  ['PAR1', 'a Parquet file'],
  ['PK\u0003\u0004', 'a ZIP or XLSX file'],
  ['\u001f\u008b', 'a gzip file'],
]

/** Undefined where there is no file that could be read: whoever opens it will say why. The process must not have it open (its lock would go). */
export async function readHeader(path: string): Promise<FileHeader | undefined> {
  const file = await open(path, 'r').catch(() => undefined)
  if (file === undefined) return undefined
  try {
    const facts = await file.stat()
    if (!facts.isFile()) return undefined
    const { buffer, bytesRead } = await file.read(Buffer.alloc(RELEASE.end), 0, RELEASE.end, 0)
    const text = buffer.subarray(0, bytesRead).toString('latin1')
    const release = text.slice(RELEASE.at).replace(/\0[^]*$/, '')
    return {
      bytes: facts.size,
      foreign: text.startsWith(MAGIC.text, MAGIC.at)
        ? undefined
        : bytesRead === 0
          ? 'empty (0 bytes)'
          : (OTHERS.find(([begin]) => text.startsWith(begin))?.[1] ?? 'no DuckDB file, or its beginning is damaged'),
      writtenBy: /^v?\d[\w.-]*$/.test(release) ? release : undefined,
    }
  } finally {
    await file.close()
  }
}
