import type { ChildReport } from './alternate.ts'

/** The argument that a bench gives to its child process. */
export const childArgument = <T>(): T => JSON.parse(process.argv[2] ?? '') as T

/** Times the step and reports it. */
export async function reportStep(step: () => Promise<void>): Promise<void> {
  const began = performance.now()
  await step()
  const report: ChildReport = { seconds: (performance.now() - began) / 1000, rss_mb: process.resourceUsage().maxRSS / 1024 }
  process.stdout.write(`${JSON.stringify(report)}\n`)
}
