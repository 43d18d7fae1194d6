import type { Column } from '@meshwright/contracts'

/** A column of a table in which the platform keeps what it knows of loads. */
export const keptColumn = (name: string, type: Column['type'], nullable: boolean, description: string): Column => ({
  name,
  type,
  nullable,
  description,
  rules: [],
})
