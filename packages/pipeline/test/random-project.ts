import { contract, int64, LAYERS, type AnyContract, type Layer, type Report, type Stream } from '@meshwright/contracts'
import { model } from '@meshwright/models'
import type { Warehouse } from '@meshwright/sql'
import fc from 'fast-check'
import * as z from 'zod'
import type { CustomCommand, ProjectDefinition, TaskSettings } from '../src/index.ts'

const row = z.object({ id: int64() })
type OneColumn = ReturnType<typeof table>

export const table = (name: string, layer: Layer, references: readonly string[] = []) =>
  contract({
    name,
    layer,
    owner: `owner_of_${layer}`,
    description: 'Rows.',
    key: ['id'],
    row,
    ...(references.length === 0 ? {} : { references: { id: () => table(references[0] as string, 'raw') } }),
  })

export const stream = (made: AnyContract): Stream => ({
  contract: made,
  connector: 'files',
  origin: 'nowhere',
  load: { mode: { mode: 'replace' } },
  options: null,
  open: () => Promise.reject(new Error('a plan opens nothing')),
})

export const from = (made: AnyContract, ...upstream: AnyContract[]) =>
  model(
    made as OneColumn,
    Object.fromEntries(upstream.map((each) => [each.name, each])) as Record<string, OneColumn>,
    (db) => db.selectFrom(upstream[0]?.name as string).select('id' as never) as never,
  )

export const report = (name: string, ...reads: AnyContract[]): Report => ({
  name,
  title: name,
  description: 'A page.',
  owner: 'marketing',
  reads: Object.fromEntries(reads.map((each) => [each.name, each])),
  render: () => Promise.resolve(''),
})

const shape = fc.record({
  layer: fc.constantFrom(...LAYERS),
  reads: fc.array(fc.nat(), { maxLength: 3 }),
  references: fc.option(fc.nat(), { nil: undefined }),
})
const commandShape = fc.record({
  reads: fc.array(fc.nat(), { maxLength: 2 }),
  after: fc.option(fc.nat(), { nil: undefined }),
  before: fc.nat(),
})

/**
 * Any project of some tables in any layers, each made from tables that were drawn before it, with reports, commands between tables, pools
 * and settings; and the same with everything that has no order listed in another one.
 */
export const definitions = (warehouse: Warehouse): fc.Arbitrary<{ plain: ProjectDefinition; shuffled: ProjectDefinition }> =>
  fc
    .record({
      shapes: fc.array(shape, { minLength: 1, maxLength: 12 }),
      commands: fc.array(commandShape, { maxLength: 3 }),
      reports: fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { maxLength: 2 }),
      settings: fc.array(
        fc.constantFrom<TaskSettings>({ retries: { count: 2 } }, { timeoutSeconds: 60 }, { select: 't0', pool: 'narrow' }),
        {
          maxLength: 3,
        },
      ),
      keys: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
    })
    .map(({ shapes, commands, reports, settings, keys }) => {
      const earlier = (at: number, limit: number) => `t${at % limit}`
      const contracts = shapes.map(({ layer, references }, index) =>
        table(`t${index}`, layer, references === undefined || index === 0 ? [] : [earlier(references, index)]),
      )
      const named = new Map(contracts.map((each) => [each.name, each]))
      const read = (at: readonly number[], limit: number) =>
        [...new Set(at.map((each) => earlier(each, limit)))].map((name) => named.get(name) as OneColumn)
      const made = contracts.map((each, index) => ({ each, reads: index === 0 ? [] : read(shapes[index]?.reads ?? [], index) }))
      const plain: ProjectDefinition = {
        name: 'any',
        warehouse,
        sources: [{ name: 'files', streams: made.filter(({ reads }) => reads.length === 0).map(({ each }) => stream(each)) }],
        models: made.filter(({ reads }) => reads.length > 0).map(({ each, reads }) => from(each, ...reads)),
        reports: reports.map((at, index) => report(`page${index}`, ...read(at, contracts.length))),
        // Between what was drawn earlier and what was drawn later, so that there is no cycle.
        commands: commands.map(({ reads, after, before }, index): CustomCommand => {
          const cut = before % contracts.length
          return {
            name: `command${index}`,
            run: ['true'],
            reads: cut === 0 ? [] : read(reads, cut),
            ...(after === undefined || cut === 0 ? {} : { after: [earlier(after, cut)] }),
            before: [`t${cut}`],
          }
        }),
        pools: { narrow: 1, wide: 4 },
        tasks: settings,
        tags: ['any'],
      }
      const shuffle = <T>(list: readonly T[] | undefined): T[] =>
        (list ?? [])
          .map((value, index) => ({ value, key: keys[index % keys.length] ?? 0, index }))
          .toSorted((a, b) => a.key - b.key || b.index - a.index)
          .map(({ value }) => value)
      const shuffled: ProjectDefinition = {
        ...plain,
        sources: shuffle(plain.sources?.[0]?.streams).map((one) => ({ name: 'files', streams: [one] })),
        models: shuffle(plain.models),
        reports: shuffle(plain.reports),
        commands: shuffle(plain.commands),
        pools: { wide: 4, narrow: 1 },
      }
      return { plain, shuffled }
    })
