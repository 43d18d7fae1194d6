import { didYouMean } from './nearest-name.ts'

/** The words that a definition chooses from. */
export interface DefinitionWords {
  readonly layers: readonly string[]
  readonly access: readonly string[]
}

/** What the compiler would have refused: a project runs without having been compiled, and these would end in words of JavaScript. */
export function shapeProblems(definition: Readonly<Record<string, unknown>>, { layers, access }: DefinitionWords): string[] {
  const problems = ['name', 'description', 'owner'].flatMap((option) => textProblem(option, definition[option]))
  problems.push(...choiceProblem('layer', definition['layer'], layers))
  if (definition['access'] !== undefined) problems.push(...choiceProblem('access', definition['access'], access))
  for (const option of ['key', 'tags', 'sla'])
    if (definition[option] !== undefined && !Array.isArray(definition[option]))
      problems.push(`${option}: is no list; write ${option}: [ … ]`)
  const { shape } = Object(definition['row']) as { shape?: unknown }
  if (typeof shape !== 'object' || shape === null) problems.push('row: is no zod object; write row: z.object({ id: int64() })')
  else
    for (const [name, type] of Object.entries(shape))
      if (typeof (Object(type) as { _zod?: unknown })._zod !== 'object')
        problems.push(`row: ${name} is no type of a column; write ${name}: int64()`)
  return problems
}

const textProblem = (option: string, value: unknown) =>
  typeof value === 'string' ? [] : [`${option}: is ${value === undefined ? 'missing' : 'no text'}; write ${option}: '…'`]

function choiceProblem(option: string, value: unknown, choices: readonly string[]): string[] {
  if (typeof value !== 'string') return textProblem(option, value)
  return choices.includes(value) ? [] : [`${option} "${value}" is none of ${choices.join(', ')}${didYouMean(value, choices)}`]
}
