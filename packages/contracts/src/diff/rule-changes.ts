import { canonicalBound, compareCanonical } from '../compare-canonical.ts'
import type { Column } from '../column.ts'
import { ContractError } from '../errors.ts'
import { canonicalJson } from '../fingerprint.ts'
import { ruleLabel, type Rule } from '../rule.ts'
import type { ChangeKind } from './change-kinds.ts'
import { changed, type FoundChange } from './changes.ts'

/** The changes of a column's rules: one of a kind is compared with its like, what has none is added or removed. */
export function ruleChanges(old: Column, now: Column): FoundChange[] {
  const left = old.rules.filter((rule) => !now.rules.some((other) => same(rule, other)))
  const right = now.rules.filter((rule) => !old.rules.some((other) => same(rule, other)))
  const changes: FoundChange[] = []
  for (const rule of left) {
    const at = right.findIndex((other) => other.rule === rule.rule)
    const [other] = at < 0 ? [] : right.splice(at, 1)
    changes.push(...(other === undefined ? [changed('rule-removed', now.name, ruleLabel(rule), null)] : between(rule, other, now)))
  }
  return [...changes, ...right.map((rule) => changed('rule-added', now.name, null, ruleLabel(rule)))]
}

// A label is how a pattern is called, not what it takes.
const same = (a: Rule, b: Rule) => canonicalJson(withoutLabel(a)) === canonicalJson(withoutLabel(b))
const withoutLabel = (rule: Rule): Rule => (rule.rule === 'pattern' ? { rule: 'pattern', pattern: rule.pattern } : rule)

function between(old: Rule, now: Rule, column: Column): FoundChange[] {
  if (old.rule === 'enum' && now.rule === 'enum') {
    return [
      ...now.values
        .filter((value) => !old.values.includes(value))
        .map((value) => changed('enum-value-added', column.name, null, JSON.stringify(value))),
      ...old.values
        .filter((value) => !now.values.includes(value))
        .map((value) => changed('enum-value-removed', column.name, JSON.stringify(value), null)),
    ]
  }
  const order = tightening(old, now, column)
  if (order === 0) return []
  const kind: ChangeKind = order === undefined ? 'rule-changed' : order > 0 ? 'rule-tightened' : 'rule-loosened'
  return [changed(kind, column.name, ruleLabel(old), ruleLabel(now))]
}

type Bound = Extract<Rule, { rule: 'min' | 'max' }>

/** Above zero when fewer values are taken, below when more, zero when the same; undefined when it cannot be told. */
function tightening(old: Rule, now: Rule, column: Column): number | undefined {
  if (old.rule === 'minLength' && now.rule === 'minLength') return now.value - old.value
  if (old.rule === 'maxLength' && now.rule === 'maxLength') return old.value - now.value
  if (old.rule === 'min' && now.rule === 'min') return rise(old, now, column, 1)
  if (old.rule === 'max' && now.rule === 'max') return rise(old, now, column, -1)
  return undefined
}

function rise(old: Bound, now: Bound, { type }: Column, sign: 1 | -1): number | undefined {
  try {
    const rises = sign * compareCanonical(type, old.value)(canonicalBound(type, now.value))
    return rises === 0 ? Number(now.exclusive ?? false) - Number(old.exclusive ?? false) : rises
  } catch (error) {
    // A bound of the type that the column had need not be one of the type that it has.
    if (error instanceof ContractError) return undefined
    throw error
  }
}
