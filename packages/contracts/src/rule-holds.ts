import type { CanonicalValue } from './canonical-value.ts'
import type { Column } from './column.ts'
import { compareCanonical } from './compare-canonical.ts'
import type { LogicalType } from './logical-type.ts'
import { patternToRegExp } from './portable-pattern.ts'
import type { Rule } from './rule.ts'

/** Whether a canonical value keeps a rule. */
export type RuleTest = (value: CanonicalValue) => boolean

const prepared = new WeakMap<Rule, { readonly type: LogicalType; readonly test: RuleTest }>()

/**
 * What a rule means, in JS, on the canonical value of a column: null holds always, numbers, decimals and times are compared exactly,
 * lengths are counted in code points. As in the engines, NaN is above every number and text is ordered by code points.
 */
export function ruleHolds(column: Pick<Column, 'type'>, rule: Rule, value: CanonicalValue): boolean {
  if (value === null) return true
  let known = prepared.get(rule)
  if (known === undefined || known.type !== column.type) {
    known = { type: column.type, test: ruleTest(column.type, rule) }
    prepared.set(rule, known)
  }
  return known.test(value)
}

function ruleTest(type: LogicalType, rule: Rule): RuleTest {
  switch (rule.rule) {
    case 'min': {
      const compare = compareCanonical(type, rule.value)
      return rule.exclusive ? (value) => compare(value) > 0 : (value) => compare(value) >= 0
    }
    case 'max': {
      const compare = compareCanonical(type, rule.value)
      return rule.exclusive ? (value) => compare(value) < 0 : (value) => compare(value) <= 0
    }
    case 'minLength':
      return (value) => typeof value !== 'string' || codePoints(value) >= rule.value
    case 'maxLength':
      // A string never has more code points than UTF-16 units.
      return (value) => typeof value !== 'string' || value.length <= rule.value || codePoints(value) <= rule.value
    case 'pattern': {
      const pattern = patternToRegExp(rule.pattern)
      return (value) => typeof value !== 'string' || pattern.test(value)
    }
    case 'enum': {
      const values = new Set(rule.values)
      return (value) => typeof value !== 'string' || values.has(value)
    }
  }
}

function codePoints(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0xdc00 || unit > 0xdfff) count++
  }
  return count
}
