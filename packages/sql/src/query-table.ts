import type { Column, TableName } from '@meshwright/contracts'

/** A name inside a query: the columns behind it, and where it really is. */
export interface QueryTable {
  readonly name: string
  /** The relation it stands for, in lineage. */
  readonly relation: string
  readonly columns: readonly Column[]
  /** Left out when a query is compiled only to be described by names. */
  readonly physical?: TableName
}
