import type { Measurement } from './bench.ts'

/** Measurements for people, numbers lined up. */
export function measurementTable(measurements: readonly Measurement[]): string {
  const rows = [
    ['bench', 'case', 'rows', 'seconds', 'limit', 'ratio', 'rss'],
    ...measurements.map((one) => [
      one.bench,
      one.case,
      one.rows.toLocaleString('en-US'),
      `${one.seconds.toFixed(3)} s`,
      `${one.limit_seconds.toFixed(3)} s`,
      `${one.ratio.toFixed(2)} ×`,
      `${one.rss_mb} MB`,
    ]),
  ]
  const widths = (rows[0] as string[]).map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] as number) : cell.padStart(widths[column] as number)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
