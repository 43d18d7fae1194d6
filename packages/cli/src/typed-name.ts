import type { Contract } from '@meshwright/contracts'
import { resolverOf, type Project } from '@meshwright/pipeline'

/** The name of a table as it is typed in a query: with its schema, where that is not the one in which the warehouse looks by itself. */
export function typedName(project: Project, { name, version }: Pick<Contract, 'name' | 'version'>): string {
  const { schema, table } = resolverOf(project).resolve({ project: project.name, name, version }, { stage: 'published' })
  return [...(schema === project.warehouse.defaultSchema ? [] : [schema]), table]
    .map((part) => (isPlain(part) ? part : project.warehouse.dialect.identifier(part)))
    .join('.')
}

/** Whether a name means the same without quotes in every engine. */
export const isPlain = (name: string): boolean => /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name)

// No names of tables in DuckDB or Postgres; in quotes they are.
const RESERVED: ReadonlySet<string> = new Set(
  `all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast check collate collation column
columns concurrently constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp
current_user default deferrable desc describe distinct do else end except false fetch for foreign freeze from full generated glob grant
group having ilike in initially inner intersect into is isnull join lambda lateral leading left like limit localtime localtimestamp map
natural not notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify
references returning right select semi session_user show similar some struct summarize symmetric system_user table tablesample then to
trailing true try_cast union unique unpack unpivot user using variadic verbose when where window with`.split(/\s/),
)
