import { PipelineError } from './pipeline-error.ts'

const LONGEST_TIMER = 2 ** 31 - 1

/** Aborts when a run takes longer than its plan gives it; never where that is null. */
export function runLimit(seconds: number | null, project: string): { readonly late: AbortSignal; end(): void } {
  const late = new AbortController()
  if (seconds === null) return { late: late.signal, end: () => undefined }
  const error = new PipelineError(
    'timed-out',
    `the run of ${project} took longer than the ${seconds} s that the plan gives it, and was broken off`,
  )
  const timer = setTimeout(() => late.abort(error), Math.min(LONGEST_TIMER, seconds * 1000))
  return { late: late.signal, end: () => clearTimeout(timer) }
}
