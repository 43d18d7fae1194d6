import type { LogicalType } from '@meshwright/contracts'
import type { OperationNode } from 'kysely'
import type { Reading } from './expression-reading.ts'
import { commonType } from './result-type.ts'

/** A result column, and the selections it is made from: one, or one of each part of a union (undefined for one of `select *`). */
export interface SelectedColumn {
  readonly name: string
  readonly reading: Reading
  readonly parts: readonly { readonly node: OperationNode | undefined; readonly type: LogicalType | undefined }[]
}

/** A column of a union: of one query or the other. */
export function either(a: SelectedColumn, b: SelectedColumn): SelectedColumn {
  const [mine, other] = [a.reading, b.reading]
  const type = mine.type && other.type ? commonType([mine.type, other.type]) : mine.type
  const reading = { type, opaque: mine.opaque || other.opaque, sources: [...mine.sources, ...other.sources] }
  return { name: a.name, reading, parts: [...a.parts, ...b.parts] }
}
