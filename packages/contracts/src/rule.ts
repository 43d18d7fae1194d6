import * as z from 'zod'

/**
 * What a column's values must satisfy, besides type and nullability; null satisfies every rule.
 * Bounds are canonical text of the column's type (`'0.00'`, `'2022-01-01'`), lengths are counted in Unicode code points.
 * Patterns are regular expressions of the portable subset (see `portablePattern`); they match anywhere unless anchored.
 */
export type Rule =
  | { readonly rule: 'min'; readonly value: string; readonly exclusive?: boolean | undefined }
  | { readonly rule: 'max'; readonly value: string; readonly exclusive?: boolean | undefined }
  | { readonly rule: 'minLength'; readonly value: number }
  | { readonly rule: 'maxLength'; readonly value: number }
  | { readonly rule: 'pattern'; readonly pattern: string; readonly label?: string | undefined }
  | { readonly rule: 'enum'; readonly values: readonly string[] }

export const ruleSchema: z.ZodType<Rule> = z.discriminatedUnion('rule', [
  z.object({ rule: z.literal('min'), value: z.string(), exclusive: z.boolean().optional() }),
  z.object({ rule: z.literal('max'), value: z.string(), exclusive: z.boolean().optional() }),
  z.object({ rule: z.literal('minLength'), value: z.int() }),
  z.object({ rule: z.literal('maxLength'), value: z.int() }),
  z.object({ rule: z.literal('pattern'), pattern: z.string(), label: z.string().optional() }),
  z.object({ rule: z.literal('enum'), values: z.array(z.string()) }),
])

/** An e-mail address in the portable subset: one @, no spaces, a dot in the domain. The same in every engine and in JS. */
export const EMAIL_PATTERN = '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$'

/**
 * Why a pattern would not mean the same in every engine, or undefined when it does. RE2 (DuckDB, ClickHouse, BigQuery) has no
 * lookaround and no back-references; Postgres reads `\b` as a backspace and lacks `\p{…}` and lazy mixes.
 */
export function notPortable(pattern: string): string | undefined {
  if (/\(\?(?:[=!]|<[=!])/.test(pattern)) return 'lookaround'
  if (/\(\?<[A-Za-z]/.test(pattern)) return 'a named group'
  if (/(?:^|[^\\])(?:\\\\)*\\[1-9k]/.test(pattern)) return 'a back-reference'
  if (/(?:^|[^\\])(?:\\\\)*\\[bB]/.test(pattern)) return String.raw`\b`
  if (/(?:^|[^\\])(?:\\\\)*\\[pP]\{/.test(pattern)) return String.raw`\p{…}`
  if (/[*+?}]\?/.test(pattern)) return 'a lazy quantifier'
  return undefined
}

const compiled = new Map<string, RegExp>()

/** The JS spelling of a portable pattern: POSIX classes such as `[:space:]` are the one thing that JS lacks. */
export function patternToRegExp(pattern: string): RegExp {
  let known = compiled.get(pattern)
  if (known === undefined) {
    known = new RegExp(pattern.replaceAll('[:space:]', String.raw`\s`).replaceAll('[:alpha:]', 'A-Za-z').replaceAll('[:digit:]', '0-9').replaceAll('[:alnum:]', 'A-Za-z0-9'), 'u')
    compiled.set(pattern, known)
  }
  return known
}

/** The rule in words, as checks and reports name it. */
export function ruleLabel(rule: Rule): string {
  switch (rule.rule) {
    case 'min':
      return `${rule.exclusive ? '>' : '>='} ${rule.value}`
    case 'max':
      return `${rule.exclusive ? '<' : '<='} ${rule.value}`
    case 'minLength':
      return `at least ${rule.value} characters`
    case 'maxLength':
      return `at most ${rule.value} characters`
    case 'pattern':
      return rule.label ?? `matches ${rule.pattern}`
    case 'enum':
      return `one of ${rule.values.join(', ')}`
  }
}
