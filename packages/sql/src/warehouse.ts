import type { Cell, Column, Environment, FileRowSource, PublishMode, SourcePosition, TableName } from '@meshwright/contracts'
import type { SqlDialect, SqlValue } from './sql-dialect.ts'

/** An engine that stores tables. Making one connects to nothing. */
export interface Warehouse {
  /** For people and records: `duckdb`. */
  readonly name: string
  readonly dialect: SqlDialect
  /** The schema that a project's tables go to when its environment names none: `main`, `public`. */
  readonly defaultSchema: string
  /** How many processes can write it at a time, where the engine sets a limit: 1 for a file that its writer locks. Absent: no limit. */
  readonly writingProcesses?: number
  /** The file that holds its tables, from the home folder, where the engine keeps them in one. Absent: a server. */
  readonly file?: string
  open(place: WarehousePlace): Promise<Store>
  /** An empty, private store of the same engine for trying queries (`describe`), where the engine can make one without `place`. */
  scratch?(): Promise<Store>
}

export interface WarehousePlace {
  /** A folder that an embedded engine may keep its file in. */
  readonly home: string
  readonly environment: Environment
  readonly signal: AbortSignal
  /** Whether this process is going to write; a reader takes no lock where the engine allows it. */
  readonly access: 'write' | 'read'
  /** Of a run whose tasks are processes of their own: those of one run may write at the same time, where the engine lets them. Absent: alone. */
  readonly run?: string
  /** How long to wait for another writer. */
  readonly waitSeconds: number
  /** Says in words that another writer is waited for, and whom. */
  onWait?(message: string): void
  /** Called before each step of load, build and publish, by name: for tracing, and for tests that stop a process exactly there. */
  onStep?(step: StoreStep): void
}

export const STORE_STEPS = [
  'load:begin',
  'load:staged',
  'build:begin',
  'build:staged',
  'publish:begin',
  'publish:table',
  'publish:records',
  'publish:commit',
  'publish:committed',
] as const
export type StoreStep = (typeof STORE_STEPS)[number]

/** An open warehouse. Every method may be called concurrently. Errors are the adapter's own class, with `retryable`. */
export interface Store {
  /** Where it is, for people; never a secret. */
  readonly location: string
  /** Runs one statement and returns its rows, values in canonical JS form. */
  query(sql: string, options?: QueryOptions): Promise<QueryResult>
  /** The columns of a table or view, or undefined when there is none. */
  inspect(table: TableName): Promise<InspectedTable | undefined>
  /** All tables and views of a schema, hidden ones too, by name; of its own database, or of one that `attach` returned. */
  list(schema: string, catalog?: string): Promise<readonly ListedTable[]>
  /**
   * What the engine itself says a query would return, over empty temporary tables made from `upstream`. Reads and leaves nothing.
   * Throws when the engine would refuse the query.
   */
  describe(select: string, upstream: readonly UpstreamTable[]): Promise<readonly InspectedColumn[]>
  /** Creates the staged table and fills it. Nothing published changes. */
  load(request: LoadRequest): Promise<LoadOutcome>
  /** Creates the staged table or view of a model from a query, each column cast to its contract's type. */
  build(request: BuildRequest): Promise<BuildOutcome>
  /** Makes staged tables visible, with their records, in one commit; see PublishSet. Idempotent per `publishId`. */
  publish(set: PublishSet): Promise<void>
  /** Drops tables and views that nobody reads; missing ones are fine. */
  drop(tables: readonly TableName[]): Promise<void>
  /** Capability: whether the engine reads this file by itself, and why (not). Absent: it reads no files. */
  readsFile?(file: FileRowSource): { readonly reads: boolean; readonly why: string }
  /**
   * Capability: makes the tables of another file of the engine readable beside its own, and none of them writable, until the store is
   * closed. Returns the `catalog` of their names, or undefined for the store's own file. Waits while another process writes it.
   */
  attach?(file: string): Promise<string | undefined>
  /** Capability: the engine and its version, for people. */
  version?(): Promise<string>
  /**
   * Capability: whether each row of a table certainly has a key of its own, told much faster than by grouping. False says that the engine
   * cannot tell so, not that a key is there twice. Absent: it cannot.
   */
  provesUnique?(table: TableName, key: readonly string[], options?: QueryOptions): Promise<boolean>
  /** Lets what is being published or dropped come through, ends everything else that runs, and waits for all of it. */
  close(): Promise<void>
}

export interface QueryOptions {
  readonly signal?: AbortSignal
}

export interface QueryResult {
  /** `type` is undefined where the engine's type has no logical one; its values then come as text. */
  readonly columns: readonly InspectedColumn[]
  readonly rows: readonly (readonly SqlValue[])[]
}

export interface InspectedColumn {
  readonly name: string
  readonly physicalType: string
  readonly type: Column['type'] | undefined
  /** What the engine says; engines without the notion say true. */
  readonly nullable: boolean
}

export interface ListedTable {
  readonly name: TableName
  readonly kind: 'table' | 'view'
}

export interface InspectedTable extends ListedTable {
  readonly columns: readonly InspectedColumn[]
}

/** A name inside a query and the columns it has. */
export interface UpstreamTable {
  readonly name: TableName
  readonly columns: readonly Column[]
}

export interface LoadRequest {
  readonly staged: TableName
  readonly columns: readonly Column[]
  readonly source: LoadSource
  readonly signal: AbortSignal
  /** Told now and then how many rows have been read. */
  onProgress?(rows: number): void
}

export type LoadSource =
  /** The engine reads and types the file. `columns` are those of the file, in its order; the contract's are found by name. */
  | { readonly kind: 'file'; readonly file: FileRowSource; readonly columns: readonly string[] }
  /** Rows in canonical form, in the order of the request's columns. */
  | { readonly kind: 'rows'; readonly batches: AsyncIterable<readonly (readonly SqlValue[])[]> }

export interface LoadOutcome {
  /** Records seen, good or bad. */
  readonly read: number
  readonly staged: number
  /** The rows that did not fit, in source order: untyped, for the ingest engine to explain. Read it at once and only once. */
  readonly misfits: AsyncIterable<Misfit>
}

/** A row that the engine could not take as the contract says. */
export type Misfit =
  /** Its cells as the source holds them, one per column of the request. */
  | { readonly position: SourcePosition; readonly cells: readonly Cell[]; readonly raw: string }
  /** It was not even a row. */
  | { readonly position: SourcePosition; readonly reason: string; readonly raw: string }

export interface BuildRequest {
  readonly staged: TableName
  /** A query without parameters. */
  readonly select: string
  readonly columns: readonly Column[]
  readonly materialization: 'view' | 'table'
  readonly signal: AbortSignal
}

export interface BuildOutcome {
  /** Rows of the staged table; undefined for a view, which holds none. */
  readonly rows: number | undefined
}

/**
 * What becomes visible together: data, views, cursor, load and publish records. As atomic as the engine can: see each adapter's
 * README, and docs/decisions/0002-load-and-publish.md for all five.
 */
export interface PublishSet {
  /** Deterministic per attempt: publishing the same id again changes nothing. */
  readonly publishId: string
  readonly tables: readonly PublishTable[]
  readonly views: readonly PublishView[]
  /** Rows for the platform's own tables, which are created when missing. */
  readonly records: readonly PublishRecords[]
}

export interface PublishTable {
  readonly staged: TableName
  readonly target: TableName
  readonly mode: PublishMode
  readonly columns: readonly Column[]
  readonly key: readonly string[]
}

/** A view whose staged twin was checked; it is made anew under the target's name. */
export interface PublishView {
  readonly staged: TableName
  readonly target: TableName
  readonly select: string
  readonly columns: readonly Column[]
}

export interface PublishRecords {
  readonly table: TableName
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly (SqlValue | RowsOf)[])[]
}

/** As the value of an int64 column of a record: how many rows a table has once the set is published, told in its commit. */
export interface RowsOf {
  readonly rowsOf: TableName
}

/** How many misfits, samples or rows a person is shown before the rest is counted. */
export const SHOWN_ROWS = 20
