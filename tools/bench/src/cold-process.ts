import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { BenchOptions, Measurement } from './bench.ts'
import { measurement, median } from './measurement.ts'

export interface Sample {
  readonly seconds: number
  /** The most memory it held, in MB of 2^20 bytes; 0 where the system does not tell (it is read from /proc). */
  readonly rss_mb: number
}

/** Runs a program to its end. Throws when it ends with anything but 0. Its output is thrown away. */
export async function coldProcess(program: string, args: readonly string[], cwd: string): Promise<Sample> {
  const began = performance.now()
  const child = spawn(program, [...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
  let rss_mb = 0
  const watch = setInterval(() => (rss_mb = Math.max(rss_mb, peakMemory(child.pid))), 20)
  const [code] = (await once(child, 'exit')) as [number | null]
  clearInterval(watch)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`)
  return { seconds: (performance.now() - began) / 1000, rss_mb }
}

/** One case of a bench whose limit is a target: a process that is run again and again. */
export async function measured(
  about: Pick<Measurement, 'bench' | 'case' | 'rows'> & { readonly limit: number },
  run: () => Promise<Sample>,
  { repeat, say }: BenchOptions,
): Promise<Measurement> {
  const samples: Sample[] = []
  for (let round = 1; round <= repeat; round++) {
    const sample = await run()
    samples.push(sample)
    say(`${about.rows} ${about.case}  round ${round}  ${sample.seconds.toFixed(3)} s  ${sample.rss_mb.toFixed(0)} MB`)
  }
  return measurement({
    ...about,
    seconds: median(samples.map((sample) => sample.seconds)),
    rss_mb: Math.max(...samples.map((sample) => sample.rss_mb)),
  })
}

function peakMemory(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
