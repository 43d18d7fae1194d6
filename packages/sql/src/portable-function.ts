/**
 * The names of the portable functions. What each means for null, empty and type stands with its typed builder (functions/*);
 * how each is spelled stands in the dialects.
 */
export const PORTABLE_FUNCTIONS = [
  // dates and times
  'year',
  'quarter',
  'month',
  'day',
  'dayOfWeek',
  'truncateDate',
  'truncateTime',
  'toDate',
  'addDays',
  'addMonths',
  'daysBetween',
  // aggregates
  'sum',
  'avg',
  'min',
  'max',
  'count',
  'countAll',
  'countDistinct',
  'countIf',
  'stringAgg',
  // text
  'lower',
  'upper',
  'trim',
  'concat',
  'length',
  'substring',
  'replace',
  'matches',
  'hash',
  // numbers
  'add',
  'subtract',
  'multiply',
  'divide',
  'ratio',
  'round',
  'abs',
  // null and types
  'coalesce',
  'nullIf',
  'oneOf',
  'cast',
  'tryCast',
  // windows; `inOrder` is a value by which they order, text by its code points
  'inOrder',
  'rowNumber',
  'rank',
  'denseRank',
] as const
export type PortableFunction = (typeof PORTABLE_FUNCTIONS)[number]

/** How a portable function is marked in a Kysely tree: a function node of this name, arguments behind it. */
export const PORTABLE_PREFIX = 'mw:'

const NAMES: ReadonlySet<string> = new Set(PORTABLE_FUNCTIONS)

export function isPortableFunction(name: string): name is PortableFunction {
  return NAMES.has(name)
}
