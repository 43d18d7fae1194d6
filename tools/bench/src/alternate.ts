import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { BenchOptions, Measurement } from './bench.ts'
import { measurement, median } from './measurement.ts'

/** What a child says on the last line of its output: its own time for the step, and the most memory it held. */
export interface ChildReport {
  readonly seconds: number
  readonly rss_mb: number
}

/** A side of a comparison: a script, run in a process of its own with one argument, which it gets as JSON. */
export interface Side {
  readonly script: URL
  readonly argument: unknown
  /** Called before each run: it must find nothing that an earlier one left. */
  prepare(): Promise<void>
}

/**
 * Runs ours and the limit in turn, so that what else the machine does hits both alike, after one run of each that does not count.
 * Every run is a cold process.
 */
export async function alternate(
  bench: string,
  rows: number,
  sides: { readonly ours: Side; readonly limit: Side },
  options: BenchOptions,
): Promise<readonly Measurement[]> {
  const found = { ours: [] as Sample[], limit: [] as Sample[] }
  for (let round = 0; round <= options.repeat; round++) {
    for (const side of ['limit', 'ours'] as const) {
      const sample = await runOnce(sides[side])
      options.say(
        `${round === 0 ? 'warm-up' : `round ${round}`}  ${side.padEnd(5)}  step ${sample.step.toFixed(3)} s  process ${sample.process.toFixed(3)} s  ${sample.rss_mb.toFixed(0)} MB`,
      )
      if (round > 0) found[side].push(sample)
    }
  }
  const rss_mb = Math.max(...found.ours.map((sample) => sample.rss_mb))
  return (['step', 'process'] as const).map((which) => {
    const seconds = median(found.ours.map((sample) => sample[which]))
    return measurement({ bench, case: which, rows, seconds, limit: median(found.limit.map((sample) => sample[which])), rss_mb })
  })
}

interface Sample {
  readonly step: number
  readonly process: number
  readonly rss_mb: number
}

async function runOnce(side: Side): Promise<Sample> {
  await side.prepare()
  const began = performance.now()
  const child = spawn(process.execPath, [...process.execArgv, side.script.pathname, JSON.stringify(side.argument)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = (await once(child, 'close')) as [number | null]
  const seconds = (performance.now() - began) / 1000
  if (code !== 0) throw new Error(`${side.script.pathname} ended with ${code}`)
  const report = JSON.parse(output.trim().split('\n').at(-1) ?? '') as ChildReport
  return { step: report.seconds, process: seconds, rss_mb: report.rss_mb }
}
