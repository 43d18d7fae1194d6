import { typeLabel, type Column } from '@meshwright/contracts'
import { columnList, createTable, holdsType } from './create-table.ts'
import { intervalCondition } from './interval-condition.ts'
import type { PublishFacts, PublishStatement } from './publish-statements.ts'
import { tableSql } from './query-compiler.ts'
import type { SqlDialect } from './sql-dialect.ts'
import type { InspectedTable, PublishTable } from './warehouse.ts'

/** What `snapshot` keeps beside the contract's columns. */
export const SNAPSHOT_COLUMNS: readonly Column[] = [
  { name: 'valid_from', type: { type: 'timestamp' }, nullable: false, rules: [] },
  { name: 'valid_to', type: { type: 'timestamp' }, nullable: true, rules: [] },
  { name: 'is_current', type: { type: 'boolean' }, nullable: false, rules: [] },
]

export interface TableStatements {
  readonly statements: readonly PublishStatement[]
  readonly problems: readonly string[]
}

/** The statements that turn one staged table into its target, and drop it. */
export function publishTable(table: PublishTable, dialect: SqlDialect, facts: PublishFacts): TableStatements {
  const existing = facts.existing(table.target)
  // A view that stood here is dropped before: its rows were never the table's own.
  const before = existing?.kind === 'table' ? existing : undefined
  const problems = modeProblems(table)
  if (problems.length) return { statements: [], problems }
  const writing = new TableWriting(table, dialect)
  switch (table.mode.mode) {
    case 'replace':
      if (before !== undefined && facts.inPlace?.(table.target) === true) return { statements: writing.replaceInPlace(before), problems }
      return {
        statements: [...(before === undefined ? [] : [{ sql: `drop table if exists ${writing.target}` }]), writing.rename()],
        problems,
      }
    case 'snapshot':
      return {
        statements: writing.snapshot(before, table.mode.at),
        problems: before === undefined ? [] : historyProblems(table, before, dialect),
      }
    default: {
      const guards = writing.guards()
      if (before === undefined) return { statements: [...guards, ...writing.dropDeleted(), writing.rename()], problems }
      const insert = [
        ...guards,
        ...writing.addColumns(before, table.columns),
        ...writing.makeRoom(),
        writing.insert(),
        writing.dropStaged(),
      ]
      return { statements: insert, problems: typeProblems(table, table.columns, before, dialect) }
    }
  }
}

function modeProblems(table: PublishTable): string[] {
  const { mode } = table
  const names = new Set(table.columns.map((column) => column.name))
  const problems: string[] = []
  const name = table.target.table
  if ((mode.mode === 'merge' || mode.mode === 'snapshot') && table.key.length === 0)
    problems.push(`${name}: ${mode.mode} matches rows by the contract's key, and there is none: declare key`)
  for (const column of table.key) if (!names.has(column)) problems.push(`${name}: the key column "${column}" is not among its columns`)
  if (mode.mode === 'replaceInterval' && !names.has(mode.column))
    problems.push(`${name}: there is no column "${mode.column}" to replace an interval of`)
  if (mode.mode === 'merge' && mode.deletedColumn !== undefined) {
    const deleted = table.columns.find((column) => column.name === mode.deletedColumn)
    if (deleted === undefined) problems.push(`${name}: there is no column "${mode.deletedColumn}" that says which rows were deleted`)
    else if (deleted.type.type !== 'boolean')
      problems.push(
        `${name}: column "${mode.deletedColumn}" says which rows were deleted, so it must be boolean; it is ${typeLabel(deleted.type)}`,
      )
  }
  if (mode.mode === 'snapshot') {
    for (const own of SNAPSHOT_COLUMNS)
      if (names.has(own.name)) problems.push(`${name}: column "${own.name}" is what snapshot itself keeps: rename yours`)
  }
  return problems
}

function typeProblems(table: PublishTable, columns: readonly Column[], before: InspectedTable, dialect: SqlDialect): string[] {
  const has = new Map(before.columns.map((column) => [column.name, column]))
  return columns.flatMap((column) => {
    const now = has.get(column.name)
    if (now === undefined || holdsType(now, column.type, dialect)) return []
    const held = now.type === undefined ? now.physicalType : typeLabel(now.type)
    return [
      `${table.target.table}: column "${column.name}" is ${held} in the published table and ${typeLabel(column.type)} in the contract; ${table.mode.mode} cannot change a type: publish once with replace, or give the contract a new version`,
    ]
  })
}

function historyProblems(table: PublishTable, before: InspectedTable, dialect: SqlDialect): string[] {
  const missing = SNAPSHOT_COLUMNS.filter((own) => !before.columns.some((column) => column.name === own.name)).map((own) => own.name)
  if (missing.length)
    return [
      `${table.target.table}: the published table holds no history (it lacks ${missing.join(', ')}): give the snapshot a name of its own, or drop the table`,
    ]
  return typeProblems(table, [...table.columns, ...SNAPSHOT_COLUMNS], before, dialect)
}

/** The text of the statements of one table. */
class TableWriting {
  readonly target: string
  readonly staged: string
  readonly #table: PublishTable
  readonly #dialect: SqlDialect

  constructor(table: PublishTable, dialect: SqlDialect) {
    this.target = tableSql(table.target, dialect)
    this.staged = tableSql(table.staged, dialect)
    this.#table = table
    this.#dialect = dialect
  }

  rename(): PublishStatement {
    return { sql: `alter table ${this.staged} rename to ${this.#dialect.identifier(this.#table.target.table)}` }
  }

  dropStaged(): PublishStatement {
    return { sql: `drop table ${this.staged}` }
  }

  /** Rows outside the interval would stay when the interval is replaced again, and be there twice. */
  guards(): PublishStatement[] {
    const { mode, target } = this.#table
    if (mode.mode !== 'replaceInterval') return []
    const column = this.#dialect.identifier(mode.column)
    return [
      {
        sql: `select ${column} from ${this.staged} where ${column} is null or not (${intervalCondition(mode, this.#table.columns, this.#dialect)}) limit 1`,
        refuse: `${target.table}: the ${mode.column} of staged rows lies outside [${mode.start}, ${mode.end}); the next load of that interval would leave them there twice. Read only the interval, or filter on it`,
      },
    ]
  }

  /** Deletes what the staged rows replace. */
  makeRoom(): PublishStatement[] {
    const { mode, key, columns } = this.#table
    if (mode.mode === 'replaceInterval')
      return [{ sql: `delete from ${this.target} where ${intervalCondition(mode, columns, this.#dialect)}` }]
    if (mode.mode === 'merge')
      return [{ sql: `delete from ${this.target} as t where exists (select 1 from ${this.staged} as s where ${this.#equal(key)})` }]
    return []
  }

  /** A first merge: rows marked as deleted do not come. */
  dropDeleted(): PublishStatement[] {
    const { mode } = this.#table
    return mode.mode === 'merge' && mode.deletedColumn !== undefined
      ? [{ sql: `delete from ${this.staged} where ${this.#dialect.identifier(mode.deletedColumn)} is true` }]
      : []
  }

  insert(): PublishStatement {
    const { mode, columns } = this.#table
    const list = columnList(columns, this.#dialect)
    const live =
      mode.mode === 'merge' && mode.deletedColumn !== undefined ? ` where ${this.#dialect.identifier(mode.deletedColumn)} is not true` : ''
    return { sql: `insert into ${this.target} (${list}) select ${list} from ${this.staged}${live}` }
  }

  /** Columns the contract has gained are added, empty for old rows; those it lost stay and may be null from now on. */
  addColumns(before: InspectedTable, columns: readonly Column[]): PublishStatement[] {
    const has = new Set(before.columns.map((column) => column.name))
    const wanted = new Map(columns.map((column) => [column.name, column]))
    return [
      ...columns.filter((column) => !has.has(column.name)).map((column) => this.#addColumn(column)),
      ...before.columns
        .filter((column) => !column.nullable && wanted.get(column.name)?.nullable !== false)
        .map((column) => this.#alter(column.name, 'drop not null')),
    ]
  }

  /** The table stays itself, with its views and grants: only rows and columns change. Rows go by delete, which older snapshots survive. */
  replaceInPlace(before: InspectedTable): PublishStatement[] {
    const { columns } = this.#table
    const wanted = new Map(columns.map((column) => [column.name, column]))
    const gone = before.columns.filter((column) => !wanted.has(column.name))
    const retyped = before.columns.flatMap((column) => {
      const next = wanted.get(column.name)
      return next === undefined || holdsType(column, next.type, this.#dialect) ? [] : [next]
    })
    return [
      { sql: `delete from ${this.target}` },
      ...gone.map((column) => ({ sql: `alter table ${this.target} drop column ${this.#dialect.identifier(column.name)}` })),
      ...retyped.map((column) => this.#alter(column.name, `type ${this.#dialect.physicalType(column.type)} using null`)),
      ...this.addColumns({ ...before, columns: before.columns.filter((column) => wanted.has(column.name)) }, columns),
      this.insert(),
      this.dropStaged(),
    ]
  }

  /**
   * History. `at` again (a repeated run of one instant) first takes back what that instant wrote; an earlier one is refused, as it
   * would rewrite history that readers have seen.
   */
  snapshot(before: InspectedTable | undefined, at: string): PublishStatement[] {
    const { columns, key, target } = this.#table
    const moment = this.#dialect.literal(at, { type: 'timestamp' })
    const list = columnList(columns, this.#dialect)
    const [from, to, current] = SNAPSHOT_COLUMNS.map((column) => this.#dialect.identifier(column.name)) as [string, string, string]
    const all = [...columns, ...SNAPSHOT_COLUMNS]
    const rewind: PublishStatement[] =
      before === undefined
        ? [{ sql: createTable(this.#table.target, all, this.#dialect) }]
        : [
            {
              sql: `select ${from} from ${this.target} where ${from} > ${moment} or ${to} > ${moment} limit 1`,
              refuse: `${target.table}: its history already goes beyond ${at}; a snapshot can only be taken at that time or later`,
            },
            ...this.addColumns(before, all),
            { sql: `delete from ${this.target} where ${from} = ${moment}` },
            { sql: `update ${this.target} set ${to} = null, ${current} = true where ${to} = ${moment}` },
          ]
    const same = columns
      .filter((column) => !key.includes(column.name))
      .map((column) => {
        const name = this.#dialect.identifier(column.name)
        return ` and s.${name} is not distinct from t.${name}`
      })
    return [
      ...rewind,
      {
        sql: `update ${this.target} as t set ${to} = ${moment}, ${current} = false where t.${current} and not exists (select 1 from ${this.staged} as s where ${this.#equal(key)}${same.join('')})`,
      },
      {
        sql: `insert into ${this.target} (${list}, ${from}, ${to}, ${current}) select ${columnList(columns, this.#dialect, 's.')}, ${moment}, null, true from ${this.staged} as s where not exists (select 1 from ${this.target} as t where t.${current} and ${this.#equal(key)})`,
      },
      this.dropStaged(),
    ]
  }

  #equal(key: readonly string[]): string {
    return key.map((column) => `s.${this.#dialect.identifier(column)} = t.${this.#dialect.identifier(column)}`).join(' and ')
  }

  #addColumn(column: Column): PublishStatement {
    return {
      sql: `alter table ${this.target} add column ${this.#dialect.identifier(column.name)} ${this.#dialect.physicalType(column.type)}`,
    }
  }

  #alter(column: string, change: string): PublishStatement {
    return { sql: `alter table ${this.target} alter column ${this.#dialect.identifier(column)} ${change}` }
  }
}
