import type { LogicalType } from '@meshwright/contracts'
import type { OperationNode, PrimitiveValueListNode, ValueNode } from 'kysely'
import { commonType } from './result-type.ts'

type DecimalType = Extract<LogicalType, { type: 'decimal' }>

/** The type of a decimal that is written as text, or of the widest of a list; undefined for what is none. */
export function decimalIn(node: OperationNode | undefined): DecimalType | undefined {
  const values =
    node?.kind === 'ValueNode'
      ? [(node as ValueNode).value]
      : node?.kind === 'PrimitiveValueListNode'
        ? (node as PrimitiveValueListNode).values
        : []
  const types = values.map((value) => {
    const [, whole = '', fraction = ''] = (typeof value === 'string' ? /^-?(\d+)(?:\.(\d+))?$/.exec(value) : null) ?? []
    return { type: 'decimal', precision: whole.length + fraction.length, scale: fraction.length } as const
  })
  if (types.length === 0 || types.some(({ precision }) => precision === 0 || precision > 38)) return undefined
  return commonType(types) as DecimalType
}
