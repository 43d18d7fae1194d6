import type { TableName } from '@meshwright/contracts'
import type { InspectedTable, PublishRecords, PublishSet } from '@meshwright/sql'
import { duckdbDialect } from './duckdb-dialect.ts'
import { tableFinder } from './inspect-tables.ts'

/**
 * What may be taken for granted instead of being asked for, which costs as much as publishing a small table. DuckDB refuses the statements
 * where it is not so, and nothing is published by them.
 */
export class AssumedTables {
  readonly #records = new Map<string, InspectedTable>()

  /** To be called when sets have been published: what records were written to is there, and nobody else changes the file. */
  published(sets: readonly PublishSet[]): void {
    for (const { table, columns } of sets.flatMap((set) => set.records)) {
      this.#records.set(JSON.stringify(table), {
        name: table,
        kind: 'table',
        columns: columns.map(({ name, type, nullable }) => ({ name, type, nullable, physicalType: duckdbDialect.physicalType(type) })),
      })
    }
  }

  /** To be called when what was assumed may be wrong. */
  forget(): void {
    this.#records.clear()
  }

  /**
   * What stands under a name, as far as statements of these sets depend on it: that tables of `replace` are staged, and that no view has
   * their name. Undefined when they depend on more.
   */
  of(sets: readonly PublishSet[]): ((name: TableName) => InspectedTable | undefined) | undefined {
    const tables = sets.flatMap((set) => set.tables)
    const records = sets.flatMap((set) => set.records)
    const replaces = sets.every((set) => set.views.length === 0) && tables.every(({ mode }) => mode.mode === 'replace')
    if (!replaces || records.length === 0 || !records.every((one) => this.#holds(one))) return undefined
    const assumed = tables.flatMap(({ staged, target }) => [staged, target]).map((name) => ({ name, kind: 'table' as const, columns: [] }))
    return tableFinder([...assumed, ...this.#records.values()])
  }

  #holds({ table, columns }: PublishRecords): boolean {
    const known = new Set(this.#records.get(JSON.stringify(table))?.columns.map((column) => column.name))
    return columns.every((column) => known.has(column.name))
  }
}
