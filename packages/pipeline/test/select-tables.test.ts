import { contract, int64, type AnyContract, type Report } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { model } from '@meshwright/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { PipelineError, project, selectTables, type Project } from '../src/index.ts'

const row = z.object({ id: int64() })
const of = (name: string, more: Partial<Parameters<typeof contract>[0]> = {}) =>
  contract({ owner: 'tests', description: 'Rows.', layer: 'mart', name, row, ...more } as { name: string; row: typeof row } & Parameters<
    typeof contract
  >[0])
const from = (made: AnyContract, ...upstream: AnyContract[]) =>
  model(
    made as ReturnType<typeof of>,
    Object.fromEntries(upstream.map((each) => [each.name, each])) as Record<string, ReturnType<typeof of>>,
    (db) => db.selectFrom(upstream[0]?.name as string).select('id' as never) as never,
  )
const stream = (made: AnyContract, connector = 'files') => ({
  contract: made,
  connector,
  origin: 'nowhere',
  load: { mode: { mode: 'replace' as const } },
  options: null,
  open: () => Promise.reject(new Error('a selection opens nothing')),
})
const report = (name: string, ...reads: AnyContract[]): Report => ({
  name,
  title: name,
  description: 'A page.',
  owner: 'marketing',
  reads: Object.fromEntries(reads.map((each) => [each.name, each])),
  render: () => Promise.resolve(''),
})

const cities = of('cities', { layer: 'raw', key: ['id'] })
const orders = of('orders', { layer: 'raw', tags: ['hourly'], references: { id: () => cities } })
const stg = of('stg_orders', { layer: 'staging' })
const fct = of('fct_sales', { layer: 'fact', tags: ['hourly', 'money'] })
const monthly = of('dm_monthly', { owner: 'marketing', tags: ['money'] })
const yearly = of('dm_yearly', { owner: 'People Ops' })
const shop = project({
  name: 'shop',
  warehouse: duckdb(),
  sources: [
    { name: 'files', streams: [stream(cities)] },
    { name: 'rest', streams: [stream(orders, 'rest')] },
  ],
  models: [from(stg, orders), from(fct, stg), from(monthly, fct), from(yearly, monthly)],
  reports: [report('sales', monthly), report('dm_yearly', yearly)],
})
const select = (...terms: string[]) => [...selectTables(shop, { select: terms })]

describe('a selection', () => {
  it.each([
    ['dm_monthly', ['dm_monthly']],
    ['dm_monthly+', ['dm_monthly', 'dm_yearly', 'report:sales', 'report:dm_yearly']],
    ['dm_monthly+1', ['dm_monthly', 'dm_yearly', 'report:sales']],
    ['+fct_sales', ['cities', 'orders', 'stg_orders', 'fct_sales']],
    ['1+fct_sales', ['stg_orders', 'fct_sales']],
    ['0+fct_sales', ['fct_sales']],
    ['1+fct_sales+1', ['stg_orders', 'fct_sales', 'dm_monthly']],
    ['cities+1', ['cities', 'orders']],
    ['tag:hourly', ['orders', 'fct_sales']],
    ['tag:hourly+1', ['orders', 'stg_orders', 'fct_sales', 'dm_monthly']],
    ['tag:hourly,tag:money', ['fct_sales']],
    ['tag:hourly tag:money', ['orders', 'fct_sales', 'dm_monthly']],
    ['layer:raw', ['cities', 'orders']],
    ['owner:marketing', ['dm_monthly', 'report:sales', 'report:dm_yearly']],
    ['owner:People?Ops', ['dm_yearly']],
    ['kind:source', ['cities', 'orders']],
    ['kind:report', ['report:sales', 'report:dm_yearly']],
    ['source:rest', ['orders']],
    ['dm_*,kind:model', ['dm_monthly', 'dm_yearly']],
    ['+fct_sales,kind:model orders+1', ['orders', 'stg_orders', 'fct_sales']],
    ['dm_yearly', ['dm_yearly', 'report:dm_yearly']],
  ])('%s', (terms, expected) => {
    expect(select(terms)).toEqual(expected)
  })

  it('repeated it unites; excluded is taken away; nothing selected is everything', () => {
    expect(select('cities', 'orders')).toEqual(['cities', 'orders'])
    expect([...selectTables(shop, { select: ['+fct_sales'], exclude: ['layer:raw'] })]).toEqual(['stg_orders', 'fct_sales'])
    expect([...selectTables(shop, { exclude: ['kind:report', 'kind:source'] })]).toEqual([
      'stg_orders',
      'fct_sales',
      'dm_monthly',
      'dm_yearly',
    ])
    expect(selectTables(shop, {}).size).toBe(8)
  })

  it.each([
    ['dm_montly', '--select dm_montly: there is no table, report or command "dm_montly"; did you mean "dm_monthly"?'],
    ['+orders+1 fct_sale+', '--select fct_sale+: there is no table, report or command "fct_sale"; did you mean "fct_sales"?'],
    ['tags:money', '--select tags:money: there is no method "tags:"; did you mean "tag:"? (tag, layer, owner, kind, source, state)'],
    ['constructor:x', '--select constructor:x: there is no method "constructor:" (tag, layer, owner, kind, source, state)'],
    ['tag:mony', '--select tag:mony: nothing has tag "mony"; did you mean "money"?'],
    ['layer:gold', '--select layer:gold: nothing has layer "gold"; there is fact, mart, raw, staging'],
    ['dm_monthly owner:', '--select owner:: "owner:" needs a value behind it: owner:…'],
    ['x_*', '--select x_*: there is no table, report or command "x_*"'],
    ['dm_*,layer:raw', '--select dm_*,layer:raw: nothing is dm_* and layer:raw at once (commas intersect, blanks unite)'],
    [
      'orders,',
      '--select orders,: "" is not a selection; write name, +name, name+, 2+name+1, or tag:, layer:, owner:, kind:, source:, state: with a value',
    ],
    ['orders++', '--select orders++: "orders++" is not a selection'],
    [' ', '--select: the selection is empty'],
  ])('%s is refused', (terms, message) => {
    expect(() => select(terms)).toThrow(message)
  })

  it('says all problems at once, those of --exclude too', () => {
    const wrong = () => selectTables(shop, { select: ['ordres tag:mony'], exclude: ['citie'] })
    expect(wrong).toThrow(PipelineError)
    expect(wrong).toThrow(expect.objectContaining({ code: 'selection-invalid' }))
    expect(wrong).toThrow(/"ordres"; did you mean "orders"\?\n.*"mony".*\n--exclude citie: .*"cities"\?/)
    expect(() => selectTables(shop, { select: ['orders'], exclude: ['layer:raw'] })).toThrow('nothing is left')
  })
})

/** A project of up to ten tables; each model is made from some of those before it. */
const projects: fc.Arbitrary<Project> = fc
  .array(fc.tuple(fc.nat(), fc.nat(), fc.subarray(['red', 'blue'])), { minLength: 1, maxLength: 10 })
  .map((shapes) => {
    const contracts = shapes.map(([, , tags], index) => of(`t${index}`, { tags }))
    const upstream = (index: number) => {
      const [a = 0, b = 0] = shapes[index] ?? []
      return index === 0 ? [] : [...new Set([a % (index + 1), b % (index + 1)])].filter((other) => other < index)
    }
    const made = contracts.map((each, index) => ({ each, reads: upstream(index).map((other) => contracts[other] as AnyContract) }))
    return project({
      name: 'shop',
      warehouse: duckdb(),
      sources: [{ name: 'files', streams: made.filter(({ reads }) => reads.length === 0).map(({ each }) => stream(each)) }],
      models: made.filter(({ reads }) => reads.length > 0).map(({ each, reads }) => from(each, ...reads)),
    })
  })
const chosen = projects.chain((made) => fc.tuple(fc.constant(made), fc.constantFrom(...made.nodes.map((node) => node.contract.name))))
const holds = (made: Project, ...terms: string[]) => selectTables(made, { select: terms })

describe('for every project', () => {
  it('+name holds everything that its tables need, and name+ everything that needs them', () => {
    fc.assert(
      fc.property(chosen, ([made, name]) => {
        const up = holds(made, `+${name}`)
        const down = holds(made, `${name}+`)
        for (const node of made.nodes) {
          if (up.has(node.contract.name)) for (const other of node.upstream) expect(up).toContain(other)
          if (node.upstream.some((other) => down.has(other))) expect(down).toContain(node.contract.name)
          // Each way is the other way, seen from the other end.
          expect(holds(made, `+${node.contract.name}`).has(name)).toBe(down.has(node.contract.name))
        }
        expect([...holds(made, `+${name}`, `${name}+`)]).toEqual([...holds(made, `+${name}+`)])
        expect([...up].filter((other) => down.has(other))).toEqual([name])
      }),
    )
  })

  it('n steps are n times one step', () => {
    fc.assert(
      fc.property(chosen, fc.integer({ min: 1, max: 4 }), ([made, name], steps) => {
        let stepwise = new Set([name])
        for (let step = 0; step < steps; step++) stepwise = new Set(holds(made, ...[...stepwise].map((each) => `1+${each}`)))
        expect(new Set(holds(made, `${steps}+${name}`))).toEqual(stepwise)
        expect(holds(made, `0+${name}+0`)).toEqual(new Set([name]))
      }),
    )
  })

  it('commas intersect, blanks unite, exclude takes away', () => {
    fc.assert(
      fc.property(chosen, ([made, name]) => {
        const [left, right] = [`+${name}`, `t0+`]
        const [a, b] = [holds(made, left), holds(made, right)]
        expect(new Set(holds(made, `${left} ${right}`))).toEqual(new Set([...a, ...b]))
        const both = [...a].filter((each) => b.has(each))
        if (both.length) expect(new Set(holds(made, `${left},${right}`))).toEqual(new Set(both))
        else expect(() => holds(made, `${left},${right}`)).toThrow('at once')
        const rest = [...a].filter((each) => each !== name)
        const without = () => [...selectTables(made, { select: [left], exclude: [name] })]
        if (rest.length) expect(new Set(without())).toEqual(new Set(rest))
        else expect(without).toThrow('nothing is left')
      }),
    )
  })
})
