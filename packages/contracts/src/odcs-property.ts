import type { Column } from './column.ts'
import type { ContractDocument } from './contract.ts'
import type { JsonValue } from './flavours.ts'
import { typeLabel, type LogicalType } from './logical-type.ts'
import type { OdcsCustomProperty, OdcsProperty, OdcsQuality, OdcsType } from './odcs.ts'
import { patternToRegExp } from './portable-pattern.ts'
import { ruleLabel, type Rule } from './rule.ts'

type PhysicalType = (type: LogicalType) => string

/** One column as an ODCS property. */
export function odcsProperty(contract: ContractDocument, column: Column, physicalType: PhysicalType): OdcsProperty {
  const position = contract.key.indexOf(column.name)
  const references = contract.references.filter((reference) => reference.column === column.name)
  const { options, custom } = constraints(column)
  const quality = [
    ...(column.nullable ? [] : [noNulls(column)]),
    ...column.rules.flatMap((rule) => qualityOf(column, rule)),
    ...rowOnlyQuality(column),
  ]
  return {
    id: odcsId(column.name),
    name: column.name,
    ...odcsType(column.type, physicalType, options),
    ...(column.description === undefined ? {} : { description: column.description }),
    required: !column.nullable,
    unique: contract.key.length === 1 && position === 0,
    primaryKey: position >= 0,
    ...(position >= 0 ? { primaryKeyPosition: position + 1 } : {}),
    ...(column.classification === undefined ? {} : { classification: column.classification }),
    ...(column.tags === undefined ? {} : { tags: [...column.tags] }),
    ...(references.length === 0
      ? {}
      : {
          relationships: references.map((reference) => ({
            type: 'foreignKey' as const,
            to: odcsReference(reference.to, reference.toColumn),
            customProperties: [{ property: 'severity', value: reference.severity }],
          })),
        }),
    ...(quality.length === 0 ? {} : { quality }),
    ...(custom.length === 0 ? {} : { customProperties: custom }),
  }
}

/** An identifier of letters, digits, `_` and `-`: the name, or where it holds other characters their code points in its place. */
export function odcsId(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/gu, (character) => `-${(character.codePointAt(0) ?? 0).toString(16)}-`)
}

const SHORT = /^[A-Za-z_][A-Za-z0-9_]*$/

function odcsReference(table: string, column: string): string {
  return SHORT.test(table) && SHORT.test(column) ? `${table}.${column}` : `schema/${odcsId(table)}/properties/${odcsId(column)}`
}

/** ODCS knows nine logical types; what they do not say is in the options, and the exact type is the physical one. */
function odcsType(type: LogicalType, physicalType: PhysicalType, options: Record<string, JsonValue> = {}): OdcsType {
  const physical = physicalType(type)
  const made = (logicalType: OdcsType['logicalType'], own: Record<string, JsonValue> = {}): OdcsType => {
    const all = { ...own, ...options }
    return { logicalType, physicalType: physical, ...(Object.keys(all).length === 0 ? {} : { logicalTypeOptions: all }) }
  }
  switch (type.type) {
    case 'string':
    case 'boolean':
    case 'date':
      return made(type.type)
    case 'time':
      return made('time', { timezone: false })
    case 'int64':
      return made('integer', { format: 'i64' })
    case 'float64':
      return made('number', { format: 'f64' })
    case 'decimal':
      return made('number')
    case 'timestamp':
      return made('timestamp', { timezone: true, defaultTimezone: 'Etc/UTC' })
    case 'localTimestamp':
      return made('timestamp', { timezone: false })
    case 'bytes':
      return made('string', { format: 'binary' })
    case 'json':
      return made('object')
    case 'array':
      return { ...made('array'), items: { ...odcsType(type.element, physicalType), required: !type.elementNullable } }
    case 'struct':
      return {
        ...made('object'),
        properties: Object.entries(type.fields).map(([name, field]) => ({
          name,
          ...odcsType(field.type, physicalType),
          required: !field.nullable,
        })),
      }
  }
}

const NUMERIC: ReadonlySet<LogicalType['type']> = new Set(['int64', 'float64', 'decimal'])
const TEMPORAL: ReadonlySet<LogicalType['type']> = new Set(['date', 'time', 'timestamp', 'localTimestamp'])

/** Bounds, lengths and the first pattern have a place in ODCS; a bound that its JSON number would round goes to a custom property. */
function constraints({ type, rules, input }: Column): { options: Record<string, JsonValue>; custom: OdcsCustomProperty[] } {
  const options: Record<string, JsonValue> = {}
  const custom: OdcsCustomProperty[] = []
  if (type.type === 'decimal') custom.push({ property: 'precision', value: type.precision }, { property: 'scale', value: type.scale })
  if (input?.format !== undefined) custom.push({ property: 'inputFormat', value: input.format })
  if (input?.zone !== undefined) custom.push({ property: 'inputTimezone', value: input.zone })
  for (const rule of rules) {
    switch (rule.rule) {
      case 'min':
      case 'max': {
        const side = rule.rule === 'min' ? 'inimum' : 'aximum'
        const name = rule.exclusive ? `exclusiveM${side}` : `m${side}`
        if (NUMERIC.has(type.type) && isExactNumber(rule.value)) options[name] = Number(rule.value)
        else if (TEMPORAL.has(type.type)) options[name] = rule.value
        else custom.push({ property: name, value: rule.value })
        break
      }
      case 'minLength':
      case 'maxLength':
        options[rule.rule] = rule.value
        break
      case 'pattern':
        options['pattern'] ??= patternToRegExp(rule.pattern).source
        break
      case 'enum':
        break
    }
  }
  return { options, custom }
}

function isExactNumber(text: string): boolean {
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return Number.isFinite(Number(text)) && String(Number(text)) === (short === '-0' ? '0' : short)
}

const noNulls = (column: Column): OdcsQuality => ({
  type: 'library',
  metric: 'nullValues',
  mustBe: 0,
  unit: 'rows',
  dimension: 'completeness',
  severity: 'error',
  description: `every row has ${column.name}`,
})

function qualityOf(column: Column, rule: Rule): OdcsQuality[] {
  const invalid = (parameters: Record<string, JsonValue>): OdcsQuality[] => [
    {
      type: 'library',
      metric: 'invalidValues',
      arguments: parameters,
      mustBe: 0,
      unit: 'rows',
      dimension: 'conformity',
      severity: 'error',
      description: `${column.name}: ${ruleLabel(rule)}`,
    },
  ]
  if (rule.rule === 'enum') return invalid({ validValues: [...rule.values] })
  return rule.rule === 'pattern' ? invalid({ pattern: patternToRegExp(rule.pattern).source }) : []
}

function rowOnlyQuality(column: Column): OdcsQuality[] {
  return column.rowOnly === true
    ? [{ type: 'text', description: `${column.name} has a refinement in JavaScript, which is checked as rows are loaded` }]
    : []
}

export const defaultPhysicalType: PhysicalType = typeLabel
