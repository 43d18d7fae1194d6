import type { AnyContract } from './contract.ts'
import type { Column, NumberSpelling } from './column.ts'

/** The columns of a contract as a source spells them: columns of numbers are read by its spelling, where it has one. */
export function spelledColumns({ columns }: AnyContract, numbers: NumberSpelling | undefined): readonly Column[] {
  if (numbers === undefined) return columns
  return columns.map((column) =>
    ['int64', 'float64', 'decimal'].includes(column.type.type) ? { ...column, input: { ...numbers, ...column.input } } : column,
  )
}
