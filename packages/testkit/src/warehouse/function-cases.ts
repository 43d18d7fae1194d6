import type { FunctionCase } from './function-case.ts'
import { DATES } from './function-tables/dates.ts'
import { AGGREGATES } from './function-tables/aggregates.ts'
import { TEXT } from './function-tables/text.ts'
import { NUMBERS } from './function-tables/numbers.ts'
import { NULLS_AND_TYPES } from './function-tables/nulls-and-types.ts'
import { WINDOWS } from './function-tables/windows.ts'

export const FUNCTION_CASES: readonly FunctionCase[] = [...DATES, ...AGGREGATES, ...TEXT, ...NUMBERS, ...NULLS_AND_TYPES, ...WINDOWS]

export { ERRORS as FUNCTION_ERRORS } from './function-tables/errors.ts'
