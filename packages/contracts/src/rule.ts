import * as z from 'zod'

/**
 * What a column's values must satisfy, besides type and nullability; null satisfies every rule.
 * Bounds are canonical text of the column's type (`'0.00'`, `'2022-01-01'`), lengths are counted in Unicode code points.
 * Patterns are regular expressions of the portable subset (see `notPortable`); they match anywhere unless anchored.
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
