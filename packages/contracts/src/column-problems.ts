import type { Column, InputFormat } from './column.ts'
import { canonicalBound, compareCanonical } from './compare-canonical.ts'
import { ContractError } from './errors.ts'
import { typeLabel, type LogicalType } from './logical-type.ts'
import { notPortable } from './portable-pattern.ts'
import type { Rule } from './rule.ts'
import { formatProblem } from './strptime.ts'
import { isTimeZone } from './time-zone.ts'

/** Everything about one column that no engine could keep, however the column was written. */
export function columnProblems(column: Pick<Column, 'type' | 'input' | 'rules'>): string[] {
  const problems = typeProblems(column.type)
  if (column.input !== undefined) problems.push(...inputProblems(column.type, column.input))
  for (const rule of column.rules) problems.push(...ruleProblems(column.type, rule))
  if (column.rules.length > 1) problems.push(...rangeProblems(column))
  return problems
}

function typeProblems(type: LogicalType): string[] {
  switch (type.type) {
    case 'decimal':
      return type.scale > type.precision ? [`${typeLabel(type)}: the scale is larger than the precision`] : []
    case 'array':
      return typeProblems(type.element)
    case 'struct':
      if (Object.keys(type.fields).length === 0) return ['an object needs at least one field; use json() for one of any shape']
      return Object.values(type.fields).flatMap((field) => typeProblems(field.type))
    default:
      return []
  }
}

function inputProblems(type: LogicalType, input: InputFormat): string[] {
  const problems: string[] = []
  const { format, zone } = input
  if (format !== undefined) {
    if (type.type !== 'date' && type.type !== 'timestamp' && type.type !== 'localTimestamp')
      problems.push(`a format is for dates and timestamps, not for ${type.type}`)
    else {
      const problem = formatProblem(format, type.type)
      if (problem !== undefined) problems.push(problem)
      else if (type.type === 'timestamp' && zone === undefined && !/%z/.test(format.replaceAll('%%', ''))) {
        problems.push(`format '${format}' does not say which clock was read: add zone ('Asia/Jakarta'), or use localTimestamp()`)
      }
    }
  }
  if (zone !== undefined) {
    if (type.type !== 'timestamp') problems.push(`a zone is for timestamp(), not for ${type.type}`)
    else if (!isTimeZone(zone)) problems.push(`zone '${zone}' is no IANA time zone such as 'Asia/Jakarta' or 'UTC'`)
  }
  return problems
}

function ruleProblems(type: LogicalType, rule: Rule): string[] {
  switch (rule.rule) {
    case 'min':
    case 'max':
      return boundProblem(() => canonicalBound(type, rule.value), rule.rule)
    case 'minLength':
    case 'maxLength':
      if (type.type !== 'string') return [`${rule.rule}: ${typeLabel(type)} has no length`]
      return rule.value < 0 ? [`${rule.rule}: ${rule.value} is no length`] : []
    case 'pattern': {
      if (type.type !== 'string') return [`a pattern is for text, not for ${typeLabel(type)}`]
      const why = notPortable(rule.pattern)
      return why === undefined ? [] : [`its pattern uses ${why}, which not every engine knows`]
    }
    case 'enum':
      if (type.type !== 'string') return [`an enum is of texts, not of ${typeLabel(type)}`]
      return rule.values.length === 0 ? ['an enum needs at least one value'] : []
  }
}

function boundProblem(read: () => unknown, name: string): string[] {
  try {
    read()
    return []
  } catch (error) {
    if (error instanceof ContractError) return [`${name}: ${error.message}`]
    throw error
  }
}

/** Bounds that leave no value. */
function rangeProblems({ type, rules }: Pick<Column, 'type' | 'rules'>): string[] {
  const problems: string[] = []
  const bounds = rules.filter((rule) => rule.rule === 'min' || rule.rule === 'max').filter((rule) => ruleProblems(type, rule).length === 0)
  const lengths = rules.filter((rule) => rule.rule === 'minLength' || rule.rule === 'maxLength')
  for (const max of bounds.filter((rule) => rule.rule === 'max')) {
    const against = compareCanonical(type, max.value)
    const min = bounds.find((rule) => rule.rule === 'min' && against(canonicalBound(type, rule.value)) > 0)
    if (min !== undefined) problems.push(`min ${min.value} is above max ${max.value}`)
  }
  const longest = Math.min(...lengths.filter((rule) => rule.rule === 'maxLength').map((rule) => rule.value))
  const shortest = Math.max(...lengths.filter((rule) => rule.rule === 'minLength').map((rule) => rule.value))
  if (shortest > longest) problems.push(`minLength ${shortest} is above maxLength ${longest}`)
  return problems
}
