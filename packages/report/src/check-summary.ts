import type { CheckResult, CheckStatus, DataState } from '@meshwright/contracts'
import { markup, type Html } from './html.ts'
import type { Format } from './number-format.ts'

interface CheckCounts {
  readonly all: number
  readonly passed: number
  readonly warned: number
  readonly failed: number
  /** Those that could not be computed. */
  readonly broken: number
}

export function countChecks(checks: readonly CheckResult[]): CheckCounts {
  const of = (status: CheckStatus) => checks.filter((check) => check.status === status).length
  return { all: checks.length, passed: of('passed'), warned: of('warned'), failed: of('failed'), broken: of('error') }
}

/** `82 passed, 1 warned`: what did not happen is not said. */
function checkWords(counts: CheckCounts, format: Format): string {
  const words = [
    [counts.passed, 'passed'],
    [counts.warned, 'warned'],
    [counts.failed, 'failed'],
    [counts.broken, 'could not be computed'],
  ] as const
  const said = words.filter(([count]) => count > 0).map(([count, word]) => `${format.count(count)} ${word}`)
  return said.length === 0 ? 'no checks' : said.join(', ')
}

export function checkPhrase(counts: CheckCounts, format: Format): string {
  if (counts.all === 0) return 'no checks'
  if (counts.passed === counts.all) return counts.all === 1 ? '1 check passed' : `all ${format.count(counts.all)} checks passed`
  return `${format.count(counts.all)} ${counts.all === 1 ? 'check' : 'checks'}: ${checkWords(counts, format)}`
}

const MARKS: Readonly<Record<CheckStatus, readonly [sign: string, word: string]>> = {
  passed: ['✓', 'passed'],
  warned: ['!', 'warned'],
  failed: ['×', 'failed'],
  error: ['?', 'not computed'],
}

/** A sign and a word: never colour alone. */
export function statusMark(status: CheckStatus): Html {
  const [sign, word] = MARKS[status]
  return markup`<span class="mark ${status}"><span aria-hidden="true">${sign}</span> ${word}</span>`
}

/** The sign alone, where words follow. */
export function statusSign(status: CheckStatus): Html {
  return markup`<span class="sign" aria-hidden="true">${MARKS[status][0]}</span>`
}

/** The worst status there is; passed when there is nothing. */
export function worst(counts: CheckCounts): CheckStatus {
  return counts.failed > 0 ? 'failed' : counts.broken > 0 ? 'error' : counts.warned > 0 ? 'warned' : 'passed'
}

/** When the newest of what is shown was loaded, or undefined when nothing was; ISO in UTC. */
export function lastLoad(state: DataState): string | undefined {
  return state.loads
    .map((load) => load.loadedAt)
    .reduce<string | undefined>((latest, at) => (latest === undefined || at > latest ? at : latest), undefined)
}
