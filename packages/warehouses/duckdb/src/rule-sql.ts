import { parseCell, type Column, type LogicalType, type Rule } from '@meshwright/contracts'
import { duckdbLiteral, textLiteral } from './literal.ts'
import { DuckdbError } from './duckdb-error.ts'

/** Whether a value that is not null keeps a rule: true only where `ruleHolds` says so, too. */
export function ruleSql(value: string, column: Pick<Column, 'type'>, rule: Rule): string {
  const text = column.type.type === 'string'
  switch (rule.rule) {
    case 'min':
      return `${value} ${rule.exclusive ? '>' : '>='} ${bound(rule.value, column.type)}`
    case 'max':
      return `${value} ${rule.exclusive ? '<' : '<='} ${bound(rule.value, column.type)}`
    case 'minLength':
      return text ? `length(${value}) >= ${rule.value}` : 'true'
    case 'maxLength':
      return text ? `length(${value}) <= ${rule.value}` : 'true'
    case 'pattern':
      return text ? `regexp_matches(${value}, ${textLiteral(re2Pattern(rule.pattern))})` : 'true'
    case 'enum':
      return !text ? 'true' : rule.values.length === 0 ? 'false' : `${value} in (${rule.values.map(textLiteral).join(', ')})`
  }
}

function bound(text: string, type: LogicalType): string {
  const parsed = parseCell({ name: 'bound', type, nullable: false, rules: [] }, text)
  if ('reason' in parsed) throw new DuckdbError('value-invalid', `the bound ${parsed.reason}`)
  return duckdbLiteral(parsed.value, type)
}

// Parts of a portable pattern that RE2 reads in another way: its `\s` holds no vertical tab.
const PARTS = /\\.|\[(?:\[:\w+:\]|\\.|[^\]\\])*\]|[\s\S]/gu

/** A portable pattern as RE2 spells it. */
export function re2Pattern(pattern: string): string {
  return pattern.replaceAll(PARTS, (part) => {
    if (part === String.raw`\s`) return '[[:space:]]'
    if (part === String.raw`\S`) return '[^[:space:]]'
    return part.startsWith('[') && part.length > 1 ? part.replaceAll(String.raw`\s`, '[:space:]') : part
  })
}
