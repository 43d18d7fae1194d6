import { columnOf } from '@meshwright/contracts'
import { max } from '@meshwright/sql'
import * as z from 'zod'
import type { CheckKind } from '../check-kind.ts'
import { QualityError } from '../quality-error.ts'
import { columnIn } from '../row-check.ts'

/** The youngest value of a timestamp or date column is at most so old at the time of the run, in UTC. A date counts from its midnight. No value fails. */
export const freshness: CheckKind<{ readonly maxAgeSeconds: number; readonly where?: unknown }> = {
  name: 'freshness',
  params: z.object({ maxAgeSeconds: z.number().positive(), where: z.json().exactOptional() }),
  testsRows: false,
  metrics(check, { column }) {
    const name = columnIn(check)
    if (columnOf(check.contract, name)?.classification !== undefined) {
      throw new QualityError(
        'check-invalid',
        `${check.contract.name}.${check.spec.name}: ${name} is classified, and freshness would show one of its values: take another column`,
      )
    }
    return { latest: { over: 'rows', value: max(column(name)) } }
  },
  verdict(check, metrics, now) {
    const latest = metrics.value('latest')
    const asked = `at most ${duration(check.params.maxAgeSeconds)} old is asked for`
    const nothing = { rows: null, failing: null }
    if (typeof latest !== 'string')
      return { ...nothing, passed: false, message: `no row has ${columnIn(check)}: ${asked}`, observed: { latest: null, ageSeconds: null } }
    const age = (now.getTime() - Date.parse(latest)) / 1000
    const passed = age <= check.params.maxAgeSeconds
    const words = age < 0 ? `lies ${duration(-age)} ahead of this run` : `is ${duration(age)} old`
    return {
      ...nothing,
      passed,
      message: `the latest ${columnIn(check)}, ${latest}, ${words}: ${asked}`,
      observed: { latest, ageSeconds: age },
    }
  },
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

function duration(seconds: number): string {
  const [unit, size] = UNITS.find((candidate) => seconds >= candidate[1]) ?? (['second', 1] as const)
  const count = Math.floor((seconds / size) * 10) / 10
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
