import type { Column } from '@meshwright/contracts'

export const TEXT: Column['type'] = { type: 'string' }

/** A column of a table of the platform's own; such a column is never null. */
export const controlColumn = (name: string, description: string, type: Column['type'] = TEXT): Column => ({
  name,
  type,
  nullable: false,
  description,
  rules: [],
})
