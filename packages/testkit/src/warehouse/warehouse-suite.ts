import type { Environment, JsonValue } from '@meshwright/contracts'
import type { Warehouse } from '@meshwright/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crashTests } from './crashes.ts'
import { errorTests } from './errors.ts'
import { functionTests } from './functions.ts'
import { identifierTests } from './identifiers.ts'
import { inspectTests } from './inspecting.ts'
import { loadTests } from './loading.ts'
import { publishTests } from './publishing.ts'
import { SuiteContext } from './suite-context.ts'
import { typeTests } from './types.ts'

/** A warehouse and a place that nobody else uses. */
export interface WarehouseUnderTest {
  readonly warehouse: Warehouse
  readonly home: string
  readonly environment: Environment
  /** Removes the place; called once, when no store is open. */
  close(): Promise<void>
  /** Ends every connection of open stores from the outside, as a failing network or server would. Absent: an engine in the process has none. */
  loseConnections?(): Promise<void>
  /** How a child process makes the same warehouse, for the tests that kill it. */
  readonly child: ChildWarehouse
}

export interface ChildWarehouse {
  /** The URL of a module whose default export is `(settings) => Warehouse`. */
  readonly module: string
  readonly settings: JsonValue
}

export interface WarehouseSuiteOptions {
  readonly name: string
  /** Called once per topic. */
  open(): Promise<WarehouseUnderTest>
  /** What this warehouse cannot do: test name → reason. An entry whose test passes fails, and so does one that names no test. */
  readonly gaps?: Readonly<Record<string, string>>
  /** Only these topics; all when absent. */
  readonly topics?: readonly WarehouseTopic[]
}

const TOPICS = {
  types: typeTests,
  identifiers: identifierTests,
  loading: loadTests,
  publishing: publishTests,
  inspecting: inspectTests,
  errors: errorTests,
  functions: functionTests,
  crashes: crashTests,
} satisfies Record<string, (context: SuiteContext) => void>
export type WarehouseTopic = keyof typeof TOPICS

/** What every warehouse must do, as tests. Call it at the top of a test file. */
export function warehouseSuite(options: WarehouseSuiteOptions): void {
  const topics = options.topics ?? (Object.keys(TOPICS) as WarehouseTopic[])
  const used = new Set<string>()
  for (const topic of topics) {
    describe(`${options.name}: ${topic}`, () => {
      const context = new SuiteContext(options)
      beforeAll(() => context.start())
      afterAll(() => context.stop())
      TOPICS[topic](context)
      for (const name of context.used) used.add(name)
    })
  }
  if (options.topics === undefined) {
    test(`${options.name}: every declared gap names a test`, () => {
      expect(Object.keys(options.gaps ?? {}).filter((name) => !used.has(name))).toEqual([])
    })
  }
}
