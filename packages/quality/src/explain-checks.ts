import type { CheckPlan } from './plan-checks.ts'

/**
 * A plan in words, before anything runs: which scans there are, how many values each computes and for which checks, and what is
 * proven without one. With `sql`, the statements too.
 */
export function explainChecks(plan: CheckPlan, options: { readonly sql?: boolean } = {}): string {
  const lines = [`${plan.table}: ${counted(plan.checks.length, 'check')}, ${counted(plan.scans.length, 'scan')}`]
  plan.scans.forEach((scan, index) => {
    const fed = [...new Set(scan.values.flatMap((value) => value.feeds.map((feed) => feed.check)))]
    lines.push(`  scan ${index + 1}  ${scan.over}: ${counted(scan.values.length, 'value')} for ${fed.join(', ')}`)
    if (options.sql) lines.push(`    ${scan.sql}`)
  })
  for (const check of plan.checks) {
    if (check.impliedBy !== undefined) lines.push(`  ${check.spec.name} is not scanned for when ${check.impliedBy} finds no failing row`)
  }
  const proven = plan.checks.filter((check) => check.provenBy !== undefined)
  if (proven.length) lines.push(`  proven by ${proven[0]?.provenBy}: ${proven.map((check) => check.spec.name).join(', ')}`)
  return lines.join('\n')
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
