import type { Column, TableName } from '@meshwright/contracts'
import { tableSql, type PublishSet, type SqlDialect, type SqlValue, type Store } from '@meshwright/sql'
import { test } from 'vitest'
import { batchesOf } from './canonical-rows.ts'
import type { WarehouseSuiteOptions, WarehouseUnderTest } from './warehouse-suite.ts'

/** What the topics share: the open store, names of their own, and short forms of what every test does. */
export class SuiteContext {
  readonly options: WarehouseSuiteOptions
  readonly used = new Set<string>()
  #under: WarehouseUnderTest | undefined
  #store: Store | undefined
  #count = 0

  constructor(options: WarehouseSuiteOptions) {
    this.options = options
  }

  async start(): Promise<void> {
    this.#under = await this.options.open()
    this.#store = await this.open()
  }

  async stop(): Promise<void> {
    await this.#store?.close()
    await this.#under?.close()
  }

  get under(): WarehouseUnderTest {
    if (this.#under === undefined) throw new Error('the warehouse under test is not open yet')
    return this.#under
  }

  get store(): Store {
    if (this.#store === undefined) throw new Error('the store is not open yet')
    return this.#store
  }

  get dialect(): SqlDialect {
    return this.under.warehouse.dialect
  }

  /** A further store at the same place: only where the engine allows it, or after `stopStore`. */
  open(
    more: { readonly access?: 'read' | 'write'; readonly waitSeconds?: number; readonly onWait?: (message: string) => void } = {},
  ): Promise<Store> {
    const { warehouse, home, environment } = this.under
    return warehouse.open({ home, environment, signal: new AbortController().signal, access: 'write', waitSeconds: 30, ...more })
  }

  async stopStore(): Promise<void> {
    await this.#store?.close()
    this.#store = undefined
  }

  async startStore(): Promise<Store> {
    return (this.#store = await this.open())
  }

  /** A name that no other test has. */
  table(base = 't'): TableName {
    return { schema: this.under.environment.schema, table: `${base}_${++this.#count}` }
  }

  staged(): TableName {
    return this.table('mw_stage__s')
  }

  sql(name: TableName): string {
    return tableSql(name, this.dialect)
  }

  /** Loads rows, in one batch unless batches are given, into a new staged table. */
  async stage(columns: readonly Column[], rows: readonly (readonly SqlValue[])[], staged = this.staged()): Promise<TableName> {
    const outcome = await this.store.load({
      staged,
      columns,
      source: { kind: 'rows', batches: batchesOf([rows]) },
      signal: new AbortController().signal,
    })
    for await (const _ of outcome.misfits) throw new Error('canonical rows always fit')
    return staged
  }

  async publish(set: Partial<PublishSet>): Promise<void> {
    await this.store.publish({ publishId: `publish-${++this.#count}`, tables: [], views: [], records: [], ...set })
  }

  /** All rows of a table, ordered by its first columns. */
  async rows(name: TableName, columns: readonly string[]): Promise<readonly (readonly SqlValue[])[]> {
    const list = columns.map((text) => this.dialect.identifier(text)).join(', ')
    return (await this.store.query(`select ${list} from ${this.sql(name)} order by ${list}`)).rows
  }

  async count(name: TableName): Promise<bigint> {
    return (await this.store.query(`select count(*) as n from ${this.sql(name)}`)).rows[0]?.[0] as bigint
  }

  /**
   * A test that every warehouse must pass. One that is declared as a gap must fail: when it passes, the declaration is out of date.
   */
  test(name: string, body: () => Promise<void>, seconds?: number): void {
    this.used.add(name)
    const reason = this.options.gaps?.[name]
    if (reason === undefined) test(name, body, ...(seconds === undefined ? [] : [seconds * 1000]))
    else test.fails(`${name} [gap: ${reason}]`, body, ...(seconds === undefined ? [] : [seconds * 1000]))
  }
}
