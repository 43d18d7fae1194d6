import * as z from 'zod'
import type { Column, InputFormat } from './column.ts'
import { columnProblems } from './column-problems.ts'
import { isRowOnly, markOf, type ColumnMark } from './column-types.ts'
import { canonicalBound } from './compare-canonical.ts'
import type { LogicalType, StructField } from './logical-type.ts'
import { EMAIL_PATTERN, notPortable } from './portable-pattern.ts'
import type { Rule } from './rule.ts'

/** What one zod schema says about a column, or why it cannot be one. */
interface Reading {
  readonly type: LogicalType
  readonly nullable: boolean
  readonly rules: readonly Rule[]
  readonly input?: InputFormat
  readonly rowOnly: boolean
  readonly problems: readonly string[]
  /** Where type, rules and input are all its own. */
  readonly mark?: ColumnMark | undefined
}

const NONE: readonly never[] = []

interface ColumnMeta {
  description?: string
  classification?: string
  tags?: string[]
  renamedFrom?: string
}

// zod's own definitions, as far as they are read here (zod/v4/core/schemas and checks).
interface CheckDef {
  check: string
  format?: string
  value?: unknown
  inclusive?: boolean
  minimum?: number
  maximum?: number
  length?: number
  pattern?: RegExp
  prefix?: string
  suffix?: string
  includes?: string
}
interface AnyDef extends CheckDef {
  type: string
  checks?: { _zod: { def: CheckDef } }[]
  innerType?: z.core.$ZodType
  element?: z.core.$ZodType
  shape?: Record<string, z.core.$ZodType>
  entries?: Record<string, string | number>
  values?: unknown[]
}

const defOf = (schema: z.core.$ZodType): AnyDef => schema._zod.def as unknown as AnyDef

/** Reads a column from its zod schema. `problems` lists everything that cannot be a column, each with what to do. */
export function readColumn(name: string, schema: z.core.$ZodType): { column: Column; problems: string[] } {
  const reading = readSchema(schema, isRowOnly(schema))
  const { rules, problems } = judged(reading)
  const { description, classification, tags, renamedFrom } = metaOf(schema)
  // In the order in which documents hold them.
  const column = { name, type: reading.type, nullable: reading.nullable } as { -readonly [K in keyof Column]: Column[K] }
  if (description !== undefined) column.description = description
  if (classification !== undefined) column.classification = classification
  if (tags !== undefined) column.tags = tags
  if (renamedFrom !== undefined) column.renamedFrom = renamedFrom
  column.rules = rules
  if (reading.input !== undefined) column.input = reading.input
  if (reading.rowOnly) column.rowOnly = true
  return { column, problems: problems.map((problem) => `column "${name}": ${problem}`) }
}

type Judged = Pick<Reading, 'rules' | 'problems'>

const judgedMarks = new WeakMap<ColumnMark, Judged>()

/** The rules as the column holds them, and what is wrong. What a type of Meshwright's alone says is judged once, not in each column. */
function judged(reading: Reading): Judged {
  const { mark } = reading
  let known = mark && judgedMarks.get(mark)
  if (known === undefined) {
    // A column that cannot be read has no type, so nothing else about it can be judged.
    const problems = reading.problems.length > 0 ? reading.problems : columnProblems(reading)
    const { type, rules } = reading
    known = { problems, rules: problems.length > 0 || rules.length === 0 ? rules : rules.map((rule) => canonicalRule(type, rule)) }
    if (mark !== undefined) judgedMarks.set(mark, known)
  }
  return known
}

const canonicalRule = (type: LogicalType, rule: Rule): Rule =>
  rule.rule === 'min' || rule.rule === 'max' ? { ...rule, value: String(canonicalBound(type, rule.value)) } : rule

function metaOf(schema: z.core.$ZodType): ColumnMeta {
  const def = defOf(schema)
  const inner = def.type === 'nullable' && def.innerType ? metaOf(def.innerType) : {}
  return { ...inner, ...(z.globalRegistry.get(schema) as ColumnMeta | undefined) }
}

/** `rowOnly` is true inside of a schema that accepts refinements which SQL cannot express. */
function readSchema(schema: z.core.$ZodType, rowOnly: boolean): Reading {
  const def = defOf(schema)
  const accepts = rowOnly || isRowOnly(schema)
  if (def.type === 'nullable' && def.innerType) {
    const inner = readSchema(def.innerType, accepts)
    if (!isChecked(def)) return { ...inner, nullable: true }
    const own = readChecks(def, inner.type, accepts)
    return {
      ...inner,
      mark: undefined,
      nullable: true,
      rules: [...inner.rules, ...own.rules],
      rowOnly: inner.rowOnly || own.rowOnly,
      problems: [...inner.problems, ...own.problems],
    }
  }
  const mark = markOf(schema)
  if (mark !== undefined && (def.checks ?? []).length === 0) return readMark(mark)
  const base = mark === undefined ? plainType(def) : { type: mark.type, rules: [...mark.rules], problems: [] as string[] }
  if (base.problems.length > 0) return { type: base.type, nullable: false, rules: [], rowOnly: false, problems: base.problems }
  const own = readChecks(
    mark === undefined ? def : { type: def.type, check: '', ...(def.checks ? { checks: def.checks } : {}) },
    base.type,
    accepts,
  )
  return {
    type: base.type,
    nullable: false,
    rules: own.rules.length === 0 ? base.rules : [...base.rules, ...own.rules],
    ...(mark?.input === undefined ? {} : { input: mark.input }),
    rowOnly: own.rowOnly,
    problems: own.problems,
  }
}

const isChecked = ({ check, checks = [] }: AnyDef): boolean => Boolean(check) || checks.length > 0

const readMark = (mark: ColumnMark): Reading => ({
  type: mark.type,
  nullable: false,
  rules: mark.rules,
  ...(mark.input === undefined ? {} : { input: mark.input }),
  rowOnly: false,
  problems: NONE,
  mark,
})

const UNKNOWN: LogicalType = { type: 'string' }

function plainType(def: AnyDef): { type: LogicalType; rules: Rule[]; problems: string[] } {
  const ok = (type: LogicalType, rules: Rule[] = []) => ({ type, rules, problems: [] })
  const no = (problem: string) => ({ type: UNKNOWN, rules: [], problems: [problem] })
  switch (def.type) {
    case 'string':
      return ok({ type: 'string' })
    case 'boolean':
      return ok({ type: 'boolean' })
    case 'bigint':
      return def.format === 'uint64'
        ? no("an unsigned 64-bit integer has no logical type: use decimal(20, 0, { min: '0' })")
        : ok({ type: 'int64' })
    case 'number':
      return isInteger(def) ? no('an integer is a bigint here: use int64()') : ok({ type: 'float64' })
    case 'enum':
      if (Object.values(def.entries ?? {}).some((value) => typeof value !== 'string'))
        return no('only an enum of texts can be a column: use int64({ min, max })')
      return ok({ type: 'string' }, [{ rule: 'enum', values: Object.values(def.entries ?? {}).map(String) }])
    case 'literal':
      return (def.values ?? []).every((value) => typeof value === 'string')
        ? ok({ type: 'string' }, [{ rule: 'enum', values: (def.values ?? []).map(String) }])
        : no('only text literals can be a column: use int64({ min, max }) or an enum')
    case 'array': {
      const element = readSchema(def.element as z.core.$ZodType, false)
      return {
        type: { type: 'array', element: element.type, elementNullable: element.nullable },
        rules: [],
        problems: innerProblems('elements', element),
      }
    }
    case 'object': {
      const fields: Record<string, StructField> = {}
      const problems: string[] = []
      for (const [name, field] of Object.entries(def.shape ?? {})) {
        const inner = readSchema(field, false)
        fields[name] = { type: inner.type, nullable: inner.nullable }
        problems.push(...innerProblems(`field "${name}"`, inner))
      }
      return { type: { type: 'struct', fields }, rules: [], problems }
    }
    case 'date':
      return no('z.date() loses microseconds and the zone: use date(), timestamp() or localTimestamp()')
    case 'optional':
      return no('a column is always there: use .nullable(), not .optional()')
    case 'default':
    case 'prefault':
    case 'catch':
    case 'pipe':
    case 'transform':
      return no(`a contract describes data and does not change it (${def.type}): do that in a model`)
    default:
      return no(
        `zod's "${def.type}" has no logical type: use z.string(), z.boolean(), int64(), float64(), decimal(), date(), time(), timestamp(), localTimestamp(), json(), bytes(), z.array() or z.object()`,
      )
  }
}

const isInteger = (def: AnyDef) =>
  [def, ...(def.checks ?? []).map((check) => check._zod.def)].some(
    (check) => check.check === 'number_format' && /int/.test(check.format ?? ''),
  )

// A column holds rules; its parts cannot, in any engine.
function innerProblems(part: string, inner: Reading): string[] {
  return [
    ...inner.problems.map((problem) => `${part}: ${problem}`),
    ...(inner.rules.length > 0 ? [`${part}: refinements are for whole columns: check them in a model`] : []),
    ...(inner.input === undefined ? [] : [`${part}: formats and zones are for whole columns`]),
  ]
}

function readChecks(def: AnyDef, type: LogicalType, rowOnly: boolean): Pick<Reading, 'rules' | 'rowOnly' | 'problems'> {
  if (!isChecked(def)) return UNCHECKED
  const rules: Rule[] = []
  const problems: string[] = []
  let onlyRows = false
  const all: CheckDef[] = [...(def.check ? [def] : []), ...(def.checks ?? []).map((check) => check._zod.def)]
  for (const check of all) {
    const result = ruleOf(check, type)
    if (typeof result !== 'string') rules.push(...result)
    else if (check.check === 'overwrite')
      problems.push('a contract describes data and does not change it (trim, lower case …): do that in a model')
    else if (rowOnly) onlyRows = true
    else
      problems.push(
        `${result}, so no engine can check it: express it with a portable rule, or accept rows through JavaScript with rowOnly(…)`,
      )
  }
  return { rules, rowOnly: onlyRows, problems }
}

const UNCHECKED = { rules: NONE, rowOnly: false, problems: NONE } as const

/** The portable rules of one zod check, or in words what cannot be expressed. */
function ruleOf(check: CheckDef, type: LogicalType): Rule[] | string {
  const lengthOf = type.type === 'string'
  switch (check.check) {
    case 'greater_than':
    case 'less_than':
      return [
        {
          rule: check.check === 'greater_than' ? 'min' : 'max',
          value: String(check.value),
          ...(check.inclusive ? {} : { exclusive: true }),
        },
      ]
    case 'min_length':
      return lengthOf ? [{ rule: 'minLength', value: check.minimum ?? 0 }] : lengthProblem(type)
    case 'max_length':
      return lengthOf ? [{ rule: 'maxLength', value: check.maximum ?? 0 }] : lengthProblem(type)
    case 'length_equals':
      return lengthOf
        ? [
            { rule: 'minLength', value: check.length ?? 0 },
            { rule: 'maxLength', value: check.length ?? 0 },
          ]
        : lengthProblem(type)
    case 'string_format':
      return formatRule(check)
    case 'number_format':
      return check.format === 'float32' ? 'the range of a float32 is unknown to SQL (use float64())' : []
    case 'bigint_format':
      return []
    case 'multiple_of':
      return 'multipleOf has no SQL form'
    case 'custom':
      return 'a custom refinement is JavaScript'
    default:
      return `the zod check "${check.check}" has no SQL form`
  }
}

const lengthProblem = (type: LogicalType) =>
  type.type === 'array' || type.type === 'struct'
    ? `the length of an ${type.type} has no portable form`
    : `a length on ${type.type} would measure its text (bounds are options of the type: decimal(12, 2, { min: '0' }))`

const escapeRegExp = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)

const OWN_TYPES: Readonly<Record<string, string>> = {
  date: 'date()',
  time: 'time()',
  datetime: 'timestamp() or localTimestamp()',
  base64: 'bytes()',
}

function formatRule(check: CheckDef): Rule[] | string {
  switch (check.format) {
    case 'email':
      return [{ rule: 'pattern', pattern: EMAIL_PATTERN, label: 'an e-mail address' }]
    case 'starts_with':
      return [{ rule: 'pattern', pattern: `^${escapeRegExp(check.prefix ?? '')}`, label: `starts with ${check.prefix}` }]
    case 'ends_with':
      return [{ rule: 'pattern', pattern: `${escapeRegExp(check.suffix ?? '')}$`, label: `ends with ${check.suffix}` }]
    case 'includes':
      return [{ rule: 'pattern', pattern: escapeRegExp(check.includes ?? ''), label: `contains ${check.includes}` }]
  }
  const own = OWN_TYPES[check.format ?? '']
  if (own !== undefined) return `text of a ${check.format} is a type of its own here: use ${own}`
  if (check.pattern === undefined) return `the format "${check.format}" has no pattern`
  if (check.pattern.flags.replace('u', '') !== '') return `a pattern with the flag "${check.pattern.flags}" is not portable`
  const why = notPortable(check.pattern.source)
  if (why !== undefined) return `its pattern uses ${why}, which not every engine knows`
  return [
    {
      rule: 'pattern',
      pattern: check.pattern.source,
      ...(check.format === 'regex' || check.format === undefined ? {} : { label: `a ${check.format}` }),
    },
  ]
}
