import type { LogicalType } from '@meshwright/contracts'

/** Types of one family compare by value. */
export function family(type: LogicalType): string {
  switch (type.type) {
    case 'int64':
    case 'float64':
    case 'decimal':
      return 'number'
    case 'date':
    case 'localTimestamp':
      return 'local time'
    default:
      return type.type
  }
}
