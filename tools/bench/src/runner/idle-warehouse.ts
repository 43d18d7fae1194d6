import { duckdb } from '@meshwright/duckdb'
import type { Store, Warehouse } from '@meshwright/sql'

/** An engine that does nothing, at once: what is left of a run is what the runner does. */
export function idleWarehouse(): Warehouse {
  return { name: 'idle', dialect: duckdb().dialect, defaultSchema: 'main', open: async () => idleStore() }
}

export const idleStore = (): Store => ({
  location: 'nowhere',
  query: async () => ({ columns: [], rows: [] }),
  inspect: async () => undefined,
  list: async () => [],
  describe: async () => [{ name: 'id', physicalType: 'BIGINT', type: { type: 'int64' }, nullable: true }],
  load: async () => ({ read: 0, staged: 0, misfits: nothing() }),
  build: async () => ({ rows: 0 }),
  publish: async () => undefined,
  drop: async () => undefined,
  close: async () => undefined,
})

async function* nothing(): AsyncGenerator<never> {}
