import { choosePath, type Path } from '@meshwright/ingest'
import type { Stream } from '@meshwright/contracts'
import type { Project } from './project.ts'

/** How a stream would be read now, and why; or why it cannot be. */
export type StreamExplanation = (Path & { readonly label: string }) | { readonly problem: string }

/** Opens a source, reads no rows, and says which way they would travel and why. */
export async function explainStream(project: Project, stream: Stream, now: Date): Promise<StreamExplanation> {
  const store = await project.warehouse.scratch?.()
  try {
    const source = await stream.open({ cursor: undefined, signal: new AbortController().signal, now })
    return { ...choosePath(stream.contract, source, store ?? {}), label: source.label }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  } finally {
    await store?.close()
  }
}
