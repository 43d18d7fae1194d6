import type { BenchOptions, Measurement } from './bench.ts'
import { coldProcess, type Sample } from './cold-process.ts'
import { measurement, median } from './measurement.ts'

/** A call of the command in a process of its own. */
export interface ColdCall {
  readonly bench: string
  readonly case: string
  readonly cwd: string
  /** What it may take beyond a Node that does nothing, in seconds. */
  readonly allowed: number
  call(): Promise<Sample>
}

/** How long a call takes, in turn with a Node that does nothing; the first round is a warm-up. */
export async function beyondNode(
  { bench, case: name, cwd, allowed, call }: ColdCall,
  { rows, repeat, say }: BenchOptions,
): Promise<Measurement> {
  const bare: Sample[] = []
  const calls: Sample[] = []
  for (let round = 0; round <= repeat; round++) {
    const nothing = await coldProcess(process.execPath, ['-e', '0'], cwd)
    const shown = await call()
    if (round === 0) continue
    bare.push(nothing)
    calls.push(shown)
    say(`round ${round}  node ${nothing.seconds.toFixed(3)} s  ${name} ${shown.seconds.toFixed(3)} s`)
  }
  const limit = median(bare.map((sample) => sample.seconds)) + allowed
  const seconds = median(calls.map((sample) => sample.seconds))
  return measurement({ bench, case: name, rows, seconds, limit, rss_mb: Math.max(...calls.map((sample) => sample.rss_mb)) })
}
