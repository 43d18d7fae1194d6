import { contract, int64, secret } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import type { Warehouse } from '@meshwright/sql'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as z from 'zod'
import { environments, openStore, project, runProject, type Project } from '../src/index.ts'

const orders = contract({ name: 'orders', layer: 'raw', owner: 'tests', description: 'Rows.', key: ['id'], row: z.object({ id: int64() }) })

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'meshwright-environments-'))
  writeFileSync(join(home, 'orders.csv'), 'id\n1\n2\n')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const never: Warehouse = { ...duckdb(), open: () => Promise.reject(new Error('another environment was opened')) }

it('only the chosen environment is defined and opened; its variables are typed', async () => {
  const asked: string[] = []
  const shop = environments(
    {
      dev: { warehouse: duckdb({ threads: 1 }), schema: 'sales', variables: { folder: home, key: secret('DEV_KEY') } },
      prod: { warehouse: never, variables: { folder: '/srv/shop', key: secret('NOT_SET_ANYWHERE') } },
    },
    ({ name, variables }) => {
      asked.push(name)
      // @ts-expect-error there is no such variable
      void variables.foldr
      const folder: string = variables.folder
      return { name: 'shop', sources: [files(folder, [csv(orders)])] }
    },
  )
  expect(shop.environments).toEqual(['dev', 'prod'])
  expect(asked).toEqual([])
  const summary = await runProject(shop.in(), { home })
  expect(summary).toMatchObject({ status: 'succeeded', environment: 'dev' })
  expect(asked).toEqual(['dev'])
  expect(shop.in('prod').environment).toEqual({ name: 'prod', schema: 'main', reads: {} })
  await expect(runProject(shop.in('prod'), { home })).rejects.toThrow('another environment was opened')
  expect(() => shop.in('prd')).toThrow(
    expect.objectContaining({
      code: 'environment-unknown',
      message: expect.stringContaining('there is no environment "prd"; did you mean "prod"? (there are dev, prod)') as string,
    }),
  )
  expect(() => shop.in('constructor')).toThrow('there is no environment "constructor"')
})

it('names that are none, and no environment at all, are refused', () => {
  expect(() => environments({ 'Prod 1': { warehouse: never } }, () => ({ name: 'shop' }))).toThrow('environment "Prod 1": use lower case')
  expect(() => environments({ prod: { warehouse: never, shema: 'prod' } as never }, () => ({ name: 'shop' }))).toThrow(
    'environment prod: there is no option "shema"; did you mean "schema"?',
  )
  expect(() => environments({}, () => ({ name: 'shop' }))).toThrow('name at least one')
})

const inPlace = (name: string, environment: string, schema = 'main'): Project =>
  project({ name, warehouse: duckdb({ threads: 1 }), sources: [files(home, [csv(orders)])], environment: { name: environment, schema } })

async function ask(sql: string): Promise<unknown[]> {
  const store = await openStore(inPlace('shop', 'dev'), { home }, 'read')
  try {
    return (await store.query(sql)).rows.map((row) => [...row])
  } finally {
    await store.close()
  }
}

it('a schema belongs to the project and environment that published to it first; another is refused and changes nothing', async () => {
  await runProject(inPlace('shop', 'dev'), { home })
  writeFileSync(join(home, 'orders.csv'), 'id\n1\n')
  for (const other of [inPlace('shop', 'prod'), inPlace('store', 'dev')]) {
    await expect(runProject(other, { home })).rejects.toThrow(
      /^schema main of .*warehouse\.duckdb holds the tables of project shop, environment dev; this is project \w+, environment \w+\. Nothing was changed\.\nGive environment \w+ a schema, .* --adopt$/,
    )
  }
  expect(await ask('select count(*) from orders')).toEqual([[2n]])
  expect(await ask('select project, environment from mw_owner')).toEqual([['shop', 'dev']])
  // A schema of its own is another place, and the owner itself goes on.
  expect(await runProject(inPlace('shop', 'prod', 'prod'), { home })).toMatchObject({ status: 'succeeded' })
  expect(await runProject(inPlace('shop', 'dev'), { home })).toMatchObject({ status: 'succeeded' })
  expect(await ask('select count(*) from mw_owner')).toEqual([[1n]])

  expect(await runProject(inPlace('store', 'dev'), { home, adopt: true })).toMatchObject({ status: 'succeeded' })
  await expect(runProject(inPlace('shop', 'dev'), { home })).rejects.toThrow(
    expect.objectContaining({
      code: 'place-taken',
      message: expect.stringContaining('holds the tables of project store, environment dev') as string,
    }),
  )
})

it('adopting holds also where there was nothing to publish', async () => {
  await runProject(inPlace('shop', 'dev'), { home })
  await runProject(inPlace('store', 'dev'), { home, adopt: true })
  expect(await runProject(inPlace('store', 'dev'), { home })).toMatchObject({ status: 'succeeded' })
})
