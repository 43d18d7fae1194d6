import { describe, expect, test } from 'vitest'
import { ContractError, createResolver, runIdAt, type Environment } from '@meshwright/contracts'

const environment: Environment = { name: 'dev', schema: 'shop_dev', reads: { data_platform: { schema: 'platform' } } }
const resolver = createResolver('shop', environment)
const orders = { project: 'shop', name: 'orders', version: 1 }
const runId = '01900000-0000-7000-8000-0000deadbeef'

describe('createResolver', () => {
  test('versions, rejects and staged tables have places of their own', () => {
    expect(resolver.resolve(orders, { stage: 'published' })).toEqual({ schema: 'shop_dev', table: 'orders' })
    expect(resolver.resolve({ ...orders, version: 2 }, { stage: 'published' })).toEqual({ schema: 'shop_dev', table: 'orders_v2' })
    expect(resolver.resolve(orders, { stage: 'rejected' })).toEqual({ schema: 'shop_dev', table: 'orders__rejected' })
    expect(resolver.resolve(orders, { stage: 'staged', runId })).toEqual({ schema: 'shop_dev', table: 'mw_stage__deadbeef_orders' })
    expect(resolver.control('loads')).toEqual({ schema: 'shop_dev', table: 'mw_loads' })
  })

  test('no two of them are ever the same', () => {
    const places = [1, 2].flatMap((version) =>
      (['published', 'rejected'] as const)
        .map((stage) => resolver.resolve({ ...orders, version }, { stage }).table)
        .concat(resolver.resolve({ ...orders, version }, { stage: 'staged', runId }).table),
    )
    expect(new Set(places).size).toBe(places.length)
  })

  test('a staged table is known again, whatever its run', () => {
    expect(resolver.isStaged(resolver.resolve(orders, { stage: 'staged', runId: runIdAt(new Date()) }))).toBe(true)
    expect(resolver.isStaged(resolver.resolve(orders, { stage: 'published' }))).toBe(false)
    expect(resolver.isStaged(resolver.control('loads'))).toBe(false)
    expect(resolver.isStaged({ schema: 'elsewhere', table: 'mw_stage__deadbeef_orders' })).toBe(false)
  })

  test('imported tables are where the environment says', () => {
    const imported = { project: 'data_platform', name: 'dim_date', version: 3 }
    expect(resolver.resolve(imported, { stage: 'published' })).toEqual({ schema: 'platform', table: 'dim_date_v3' })
    expect(() => resolver.resolve({ ...imported, project: 'finance' }, { stage: 'published' })).toThrow(
      'finance/dim_date: environment "dev" does not say where project "finance" keeps its tables: add it to reads',
    )
    expect(() => resolver.resolve(imported, { stage: 'staged', runId })).toThrow(ContractError)
  })

  test('a name that the warehouse would cut is refused, counted in bytes', () => {
    const short = createResolver('shop', environment, 20)
    expect(short.resolve({ ...orders, name: 'a'.repeat(20) }, { stage: 'published' }).table).toHaveLength(20)
    expect(() => short.resolve({ ...orders, name: 'a'.repeat(21) }, { stage: 'published' })).toThrow('is longer than the 20 bytes')
    expect(() => short.resolve({ ...orders, name: 'é'.repeat(11) }, { stage: 'published' })).toThrow('is longer than the 20 bytes')
    expect(() => short.resolve(orders, { stage: 'staged', runId })).toThrow('choose a name at least 8 bytes shorter')
  })
})
