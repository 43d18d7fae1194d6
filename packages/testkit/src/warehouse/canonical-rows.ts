import type { Column, LogicalType } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'

export const column = (name: string, type: LogicalType | LogicalType['type'], nullable = false): Column => ({
  name,
  type: typeof type === 'string' ? ({ type } as LogicalType) : type,
  nullable,
  rules: [],
})

export async function* batchesOf(batches: readonly (readonly (readonly SqlValue[])[])[]): AsyncGenerator<readonly (readonly SqlValue[])[]> {
  yield* batches
}
