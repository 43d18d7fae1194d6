import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeProject, type ProjectSize } from './write-project.ts'

/** A generated project in a folder of the system's temporary one, gone when `work` is done. */
export async function inScratchProject<T>(size: ProjectSize, work: (folder: string) => Promise<T>, write = writeProject): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'meshwright-bench-'))
  try {
    await write(folder, size)
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
