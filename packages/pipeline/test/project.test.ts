import { contract, decimal, int64, planSchema, manifestSchema, type CheckSpec, type Connector } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { model, modelTest } from '@meshwright/models'
import { postgres } from '@meshwright/postgres'
import { checks, contractChecks } from '@meshwright/quality'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { daily, manifestProject, planProject, project, PipelineError, testProject } from '../src/index.ts'

const about = { owner: 'tests', description: 'Rows.' } as const
const customers = contract({ ...about, name: 'customers', layer: 'raw', key: ['id'], row: z.object({ id: int64(), name: z.string() }) })
const orders = contract({
  ...about,
  name: 'orders',
  layer: 'raw',
  key: ['id'],
  row: z.object({ id: int64(), customer_id: int64(), amount: decimal(12, 2) }),
  references: { customer_id: () => customers },
})
const big = contract({ ...about, name: 'big_orders', layer: 'mart', key: ['id'], row: z.object({ id: int64(), amount: decimal(12, 2) }) })
const bigOrders = model(big, { o: orders }, (db) => db.selectFrom('o').select(['o.id', 'o.amount']).where('o.amount', '>', '100'))

const source = (...contracts: readonly (typeof orders | typeof customers)[]): Connector => ({
  name: 'files',
  streams: contracts.map((of) => ({
    contract: of,
    connector: 'files',
    origin: `data/${of.name}.csv`,
    load: { mode: { mode: 'replace' } },
    options: null,
    open: () => Promise.reject(new Error('a plan opens nothing')),
  })),
})
const definition = { name: 'shop', warehouse: duckdb(), sources: [source(orders, customers)], models: [bigOrders] }

function failure(make: () => unknown): PipelineError {
  try {
    make()
  } catch (error) {
    if (error instanceof PipelineError) return error
    throw error
  }
  throw new Error('it was accepted')
}
const problemsOf = (make: () => unknown): readonly string[] => failure(make).problems
const referenceOf = (of: typeof orders) => contractChecks(of).find((check) => check.check === 'references') as CheckSpec

describe('a project', () => {
  it('puts each table after what it is made from and checked against', () => {
    expect(project(definition).nodes.map((node) => node.contract.name)).toEqual(['customers', 'orders', 'big_orders'])
  })

  it('lists every problem at once, with the nearest name', () => {
    const unknown = contract({ ...about, name: 'ordres', layer: 'raw', row: z.object({ id: int64(), amount: decimal(12, 2) }) })
    const lost = model(contract({ ...about, name: 'lost', layer: 'mart', row: z.object({ id: int64() }) }), { o: unknown }, (db) =>
      db.selectFrom('o').select('o.id'),
    )
    expect(
      problemsOf(() =>
        project({ ...definition, name: 'Shop!', sources: [source(orders, customers), source(orders)], models: [bigOrders, lost] }),
      ),
    ).toEqual([
      'name "Shop!": use lower case letters, digits, - and _',
      '"orders" has two writers: the source data/orders.csv and the source data/orders.csv',
      'model lost reads "ordres", which no source or model of the project makes; did you mean "orders"?',
    ])
  })

  it('names checks that are called alike', () => {
    const extra = checks(orders, (check) => [check.rowCount({ min: 1 }), check.notNull('amount', { name: 'id_unique' })])
    expect(problemsOf(() => project({ ...definition, checks: [extra, checks(orders, (check) => [check.rowCount({ max: 5 })])] }))).toEqual([
      'orders has two checks named "id_unique"',
      'orders has two checks named "row_count"',
    ])
  })

  it('names a cycle whole', () => {
    const a = contract({ ...about, name: 'a', layer: 'mart', row: z.object({ id: int64() }) })
    const b = contract({ ...about, name: 'b', layer: 'mart', row: z.object({ id: int64() }) })
    const models = [
      model(a, { x: b }, (db) => db.selectFrom('x').select('x.id')),
      model(b, { x: a }, (db) => db.selectFrom('x').select('x.id')),
    ]
    expect(problemsOf(() => project({ name: 'loop', warehouse: duckdb(), models }))).toEqual([
      'a cycle: a → b → a; each waits for the other: take one of these readings out',
    ])
  })

  it('names a model that reads itself', () => {
    const a = contract({ ...about, name: 'a', layer: 'mart', row: z.object({ id: int64() }) })
    const models = [model(a, { x: a }, (db) => db.selectFrom('x').select('x.id'))]
    expect(problemsOf(() => project({ name: 'loop', warehouse: duckdb(), models }))).toEqual([
      'a is made from itself: read what it is made from, or the same rows under another name',
    ])
  })

  it('refuses checks of columns that are not there, written in JavaScript or past the compiler', () => {
    const wrong = checks(orders, (check) => [
      check.freshness('ordered_at' as never, { maxAge: { days: 1 } }),
      check.sameSum('amount', () => customers as never, 'amuont' as never, { name: 'sums' }),
      check.sameRowCount(() => big),
    ])
    // As a JSON document, or a kind of one's own, would give it.
    const written = {
      table: 'customers',
      specs: [{ ...referenceOf(orders), name: 'far', columns: ['nmae'], params: { to: 'orders', toColumn: 'ids' } }],
    }
    expect(problemsOf(() => project({ ...definition, checks: [written] }))).toEqual([
      'check customers.far: customers has no column "nmae"; did you mean "name"?',
      'check customers.far: orders has no column "ids"; did you mean "id"?',
    ])
    expect(() => project({ ...definition, checks: [wrong] })).toThrow('orders: sameSum(amount): customers has no column "amuont"')
  })

  it('says everything that is wrong in one error: unknown tables, two writers, a cycle, checks', () => {
    const a = contract({ ...about, name: 'a', layer: 'mart', row: z.object({ id: int64() }) })
    const b = contract({ ...about, name: 'b', layer: 'mart', row: z.object({ id: int64() }) })
    const models = [
      model(a, { x: b }, (db) => db.selectFrom('x').select('x.id')),
      model(b, { x: a, lost: contract({ ...about, name: 'customer', layer: 'raw', row: z.object({ id: int64() }) }) }, (db) =>
        db.selectFrom('x').select('x.id'),
      ),
      bigOrders,
      bigOrders,
    ]
    const stray = checks(contract({ ...about, name: 'order', layer: 'raw', row: z.object({ id: int64() }) }), (check) => [
      check.rowCount({ min: 1 }),
    ])
    const error = failure(() => project({ ...definition, models, checks: [stray] }))
    expect(error.code).toBe('project-invalid')
    expect(error.problems).toEqual([
      '"big_orders" has two writers: a model and a model',
      'checks of "order": no source or model makes this table; did you mean "orders"?',
      'model b reads "customer", which no source or model of the project makes; did you mean "customers"?',
      'a cycle: a → b → a; each waits for the other: take one of these readings out',
    ])
    for (const problem of error.problems) expect(error.message).toContain(problem)
  })

  it('says what stands where a warehouse, source, model or list should be, as JavaScript lets it', () => {
    const wrong = {
      name: undefined,
      warehouse: duckdb,
      sources: [customers, undefined],
      models: [() => bigOrders, bigOrders.contract, 'big_orders'],
      checks: {},
      tests: modelTest(bigOrders, { name: 'alone', given: { o: [] }, expect: [] }),
      commands: [['./notify.sh']],
      tasks: { retries: 2 },
      wakesOn: ['orders'],
      tags: 'finance',
      schedule: '0 6 * * *',
      shedule: '0 6 * * *',
      colour: 'red',
    }
    expect(problemsOf(() => project(wrong as never))).toEqual([
      'name undefined: use lower case letters, digits, - and _',
      'there is no option "shedule"; did you mean "schedule"?',
      'there is no option "colour"',
      'warehouse: is a function (duckdb) that was not called, not a warehouse; write warehouse: duckdb()',
      "schedule: is a text, not a schedule; write schedule: daily('06:00', 'Asia/Jakarta'), or cron('0 6 * * *', 'Asia/Jakarta')",
      `sources[0]: is a contract ("customers"), not a source; write files('./data', [csv(orders)])`,
      `sources[1]: is nothing, not a source; write files('./data', [csv(orders)])`,
      'models[0]: is a function that was not called, not a model; write model(contract, upstream, query)',
      'models[1]: is a contract ("big_orders"), not a model; write model(contract, upstream, query)',
      'models[2]: is a text, not a model; write model(contract, upstream, query)',
      'checks: is an object, not a list; write checks: [ … ]',
      'tests: is an object, not a list; write tests: [ … ]',
      "commands[0]: is a list, not a command; write { name: 'notify', run: ['./notify.sh'] }",
      'tasks: is an object, not a list; write tasks: [ … ]',
      "wakesOn[0]: is a text, not a table; write { project: 'platform', name: 'orders' }",
      'tags: is a text, not a list; write tags: [ … ]',
    ])
  })

  it('reads a schedule that no function made as one that was', () => {
    const of = (schedule: object) => problemsOf(() => project({ name: 'shop', warehouse: duckdb(), schedule: schedule as never }))
    expect(of({ cron: '61 6 * * *', timeZone: 'Mars/X', start: null, catchUp: 'none' })).toEqual([
      expect.stringContaining('schedule: "61 6 * * *" is not a cron expression: minute "61"'),
      expect.stringContaining('schedule: there is no time zone "Mars/X"'),
    ])
    expect(of({ cron: '0 6 * * *', timeZone: 'UTC' })).toEqual([expect.stringContaining('schedule: is an object, not a schedule')])
    expect(project({ name: 'shop', warehouse: duckdb(), schedule: daily('06:00', 'UTC') }).schedule).toMatchObject({ cron: '0 6 * * *' })
  })

  it('refuses names that the warehouse cannot hold, hidden tables included', () => {
    const [name, column] = ['a'.repeat(45), 'c'.repeat(64)]
    const long = contract({ ...about, name, layer: 'mart', row: z.object({ id: int64(), [column]: int64() }) })
    const models = [model(long, { o: orders }, (db) => db.selectFrom('o').select(['o.id', 'o.id as x']) as never)]
    const given = { ...definition, warehouse: postgres('postgres://nobody@localhost/none'), models }
    expect(problemsOf(() => project(given))).toEqual([
      expect.stringMatching(/^a{45}: its physical name "mw_stage__\S+_a{45}__r" is longer than the 63 bytes .* at least 4 bytes shorter$/),
      `${name}: column "${column}" is longer than the 63 bytes that the warehouse can hold; choose a shorter name`,
    ])
  })

  it('orders ten thousand tables that are made from each other, given last first', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) =>
      contract({ ...about, name: `t${index}`, layer: 'mart', row: z.object({ id: int64() }) }),
    )
    const models = chain.slice(1).map((one, index) => model(one, { x: chain[index] ?? one }, (db) => db.selectFrom('x').select('x.id')))
    const made = project({ ...definition, sources: [source(chain[0] as never)], models: models.toReversed() })
    expect(made.nodes.map((node) => node.contract.name)).toEqual(chain.map((one) => one.name))
  })

  it('says at once what is missing where five thousand models read tables that are gone', () => {
    const table = (name: string) => contract({ ...about, name, layer: 'mart', row: z.object({ id: int64() }) })
    const gone = [table('fct_orders_of_customers'), table('dim_modle_4')]
    const models = Array.from({ length: 5000 }, (_, index) =>
      model(table(`dim_model_${index}`), { x: gone[index % 2] as (typeof gone)[number] }, (db) => db.selectFrom('x').select('x.id')),
    )
    const problems = problemsOf(() => project({ ...definition, models }))
    expect(problems).toHaveLength(5000)
    expect(problems.slice(0, 2)).toEqual([
      'model dim_model_0 reads "fct_orders_of_customers", which no source or model of the project makes',
      'model dim_model_1 reads "dim_modle_4", which no source or model of the project makes; did you mean "dim_model_4"?',
    ])
  }, 15_000)

  it('refuses a check of a table that nothing makes', () => {
    const stray = checks(contract({ ...about, name: 'order', layer: 'raw', row: z.object({ id: int64() }) }), (check) => [
      check.rowCount({ min: 1 }),
    ])
    expect(problemsOf(() => project({ ...definition, checks: [stray] }))).toEqual([
      'checks of "order": no source or model makes this table; did you mean "orders"?',
    ])
  })
})

describe('the plan', () => {
  const made = planProject(project({ ...definition, schedule: daily('06:00', 'Asia/Jakarta') }))

  it('is a document: tasks, gates and edges with their reasons', () => {
    expect(planSchema.parse(JSON.parse(JSON.stringify(made)))).toEqual(made)
    expect(made.tasks.map((task) => task.id)).toEqual([
      'ingest:customers',
      'gate:customers',
      'ingest:orders',
      'gate:orders',
      'build:big_orders',
      'gate:big_orders',
    ])
    expect(made.edges).toEqual([
      { from: 'ingest:customers', to: 'gate:customers', reason: 'stages' },
      { from: 'ingest:orders', to: 'gate:orders', reason: 'stages' },
      { from: 'gate:customers', to: 'gate:orders', reason: 'references' },
      { from: 'gate:orders', to: 'build:big_orders', reason: 'reads' },
      { from: 'build:big_orders', to: 'gate:big_orders', reason: 'stages' },
    ])
    expect(made.schedule).toEqual({ cron: '0 6 * * *', timeZone: 'Asia/Jakarta', start: null, catchUp: 'none' })
  })

  it('is the same for the same project, and another for another query', () => {
    expect(planProject(project({ ...definition, schedule: daily('06:00', 'Asia/Jakarta') })).hash).toBe(made.hash)
    const changed = model(big, { o: orders }, (db) => db.selectFrom('o').select(['o.id', 'o.amount']).where('o.amount', '>', '200'))
    const other = planProject(project({ ...definition, models: [changed] }))
    expect(other.tasks.find((task) => task.id === 'build:big_orders')?.fingerprint).not.toBe(
      made.tasks.find((task) => task.id === 'build:big_orders')?.fingerprint,
    )
    expect(other.tasks.find((task) => task.id === 'ingest:orders')?.fingerprint).toBe(
      made.tasks.find((task) => task.id === 'ingest:orders')?.fingerprint,
    )
  })

  it('refuses a time of day, a cron and a zone that are none', () => {
    expect(() => daily('25:00', 'Asia/Jakarta')).toThrow('"25:00" is not a time of day')
    expect(() => daily('06:00', 'Asia/Jakrta')).toThrow('there is no time zone "Asia/Jakrta"')
  })
})

it('tests in memory need an engine that runs there', async () => {
  const { scratch: _, ...warehouse } = duckdb()
  await expect(testProject(project({ ...definition, warehouse }), [], { on: 'memory', home: 'nowhere' })).rejects.toMatchObject({
    code: 'no-scratch',
    message: "duckdb has no engine that runs in memory: test on the project's own warehouse with --on-warehouse",
  })
})

describe('the manifest', () => {
  it('is a document with SQL and lineage', () => {
    const manifest = manifestProject(project(definition))
    expect(manifestSchema.parse(JSON.parse(JSON.stringify(manifest)))).toEqual(JSON.parse(JSON.stringify(manifest)))
    expect(manifest.models[0]?.lineage.columns['amount']).toEqual([{ relation: 'orders', column: 'amount', kind: 'copied' }])
    expect(manifest.models[0]?.sql).toBe(`select "o"."id", "o"."amount" from "main"."orders" as "o" where "o"."amount" > '100'`)
    expect(manifest.checks['orders']?.map((check) => check.name)).toContain('customer_id_references_customers')
  })
})
