import type { Measurement } from './bench.ts'

/** A measurement as it is reported: seconds to the millisecond, memory to the megabyte. */
export function measurement({ limit, ...found }: Omit<Measurement, 'limit_seconds' | 'ratio'> & { readonly limit: number }): Measurement {
  return {
    ...found,
    seconds: rounded(found.seconds),
    limit_seconds: rounded(limit),
    ratio: rounded(found.seconds / limit),
    rss_mb: Math.round(found.rss_mb),
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

const rounded = (value: number) => Math.round(value * 1000) / 1000
