import { typeLabel, type LogicalType } from '@meshwright/contracts'
import { PORTABLE_FUNCTIONS } from '@meshwright/sql'
import { expect } from 'vitest'
import { caseQuery, columnsOf, type FunctionCase } from './function-case.ts'
import { FUNCTION_CASES, FUNCTION_ERRORS } from './function-cases.ts'
import type { SuiteContext } from './suite-context.ts'

/** The portable functions mean the same everywhere: values and types, null and empty, ties and bounds. */
export function functionTests(context: SuiteContext): void {
  const query = async (one: FunctionCase) => {
    const staged = await context.stage(
      columnsOf(one.reads),
      one.rows.map((row, index) => [BigInt(index), ...row]),
    )
    const { sql, type } = caseQuery(one, staged, context.dialect)
    return { sql, type, result: await context.store.query(sql) }
  }

  for (const one of FUNCTION_CASES) {
    context.test(one.name, async () => {
      const { sql, type, result } = await query(one)
      const wanted = 'all' in one.gives ? [one.gives.all] : one.gives
      expect(
        result.rows.map((row) => row.at(-1)),
        sql,
      ).toStrictEqual(wanted)
      expect(shape(result.columns.at(-1)?.type), sql).toBe(shape(type))
    })
  }

  for (const one of FUNCTION_ERRORS) {
    context.test(one.name, async () => {
      await expect(query(one)).rejects.toThrow()
    })
  }

  context.test('every portable function has a case', async () => {
    const covered = new Set(FUNCTION_CASES.map((one) => one.fn))
    expect(PORTABLE_FUNCTIONS.filter((name) => !covered.has(name))).toEqual([])
  })
}

/** Of decimals the scale counts: the precision may be the engine's own. */
const shape = (type: LogicalType | undefined) =>
  type?.type === 'decimal' ? `decimal(,${type.scale})` : type === undefined ? undefined : typeLabel(type)
