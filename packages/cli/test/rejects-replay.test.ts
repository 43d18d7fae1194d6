import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { emptyFolder, meshwright, shop } from './command.ts'

it('rows that did not fit: corrected in a file, or by a mended contract, and offered again', async () => {
  const folder = shop('id,name,town\n1,Ada,London\n2x,Bob,Paris\n3x,Cy,\n')
  const config = join(folder, 'meshwright.config.ts')
  const original = readFileSync(config, 'utf8')
  writeFileSync(config, original.replace('csv(people)', 'csv(people, { maxRejected: 2 })'))
  expect((await meshwright(['run'], folder)).code).toBe(0)
  const shown = await meshwright(['rejects', 'show', 'people', '--json'], folder)
  expect(JSON.parse(shown.out)).toMatchObject([
    { record: '2', raw: '2x,Bob,Paris', cells: { id: '2x', name: 'Bob', town: 'Paris' } },
    { record: '3' },
  ])

  writeFileSync(join(folder, 'mended.json'), shown.out.replace('"id": "2x"', '"id": "2"'))
  const mended = await meshwright(['rejects', 'replay', 'people', '--from', 'mended.json'], folder)
  expect(mended).toMatchObject({
    code: 0,
    err: expect.stringMatching(
      /^ replayed people: 2 rows of load \S+:people: 1 loaded, 1 rejected again\n rejected npx meshwright rejects show people\n next {5}npx meshwright run {3}builds what is made from people\n$/,
    ) as string,
  })
  const left = await meshwright(['rejects', 'show', 'people'], folder)
  expect(left.out).toMatch(/^people\.csv:4 {2}column id: "3x" is not an int64 .*\n {4}3x,Cy,\n1 row of people rejected by load /)
  expect((await meshwright(['rejects', 'replay', 'people'], folder)).code).toBe(1)

  writeFileSync(config, readFileSync(config, 'utf8').replace('id: int64(), name', 'id: z.string(), name'))
  const retyped = await meshwright(['rejects', 'replay', 'people'], folder)
  expect(retyped).toMatchObject({
    code: 1,
    err: expect.stringContaining('the type of column "id" has changed since it was published\nRun: ') as string,
  })
  const { out } = await meshwright(['query', '--format', 'csv', 'select id, name from people order by id'], folder)
  expect(out).toBe('id,name\n1,Ada\n2,Bob\n')
}, 60_000)

it('a typo, a table without rejects, and a file that is none', async () => {
  const folder = shop()
  expect((await meshwright(['run'], folder)).code).toBe(0)
  expect(await meshwright(['rejects', 'replya', 'people'], folder)).toMatchObject({
    code: 2,
    err: expect.stringContaining('did you mean "replay"?') as string,
  })
  expect(await meshwright(['rejects', 'replay', 'poeple'], folder)).toMatchObject({
    code: 2,
    err: expect.stringContaining('did you mean "people"?') as string,
  })
  expect(await meshwright(['rejects', 'replay', 'people'], folder)).toMatchObject({
    code: 0,
    err: expect.stringContaining('No rejected row of people waits') as string,
  })
  writeFileSync(join(folder, 'mended.json'), '{}')
  const wrong = await meshwright(['rejects', 'replay', 'people', '--from', 'mended.json'], folder)
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('is not a list of rejected rows') as string })
}, 60_000)

it('cells that are no text come back as they were, beside one that was corrected', async () => {
  const folder = emptyFolder()
  writeFileSync(
    join(folder, 'meshwright.config.ts'),
    `import { bytes, contract, decimal, int64, localTimestamp } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { project } from '@meshwright/pipeline'
import * as z from 'zod'
const events = contract({
  name: 'events', layer: 'raw', owner: 'data', description: 'Events.', key: ['id'],
  row: z.object({ id: int64(), at: localTimestamp({ format: '%d/%m/%Y' }), mark: bytes(), sum: decimal(38, 20), note: z.string().min(2) }),
})
const cells = [9007199254740993n, new Date('2026-01-31T10:30:00Z'), new Uint8Array([0, 255]), 1, 'x']
const stream = {
  contract: events, connector: 'own', origin: 'own', options: {}, load: { mode: { mode: 'replace' }, maxRejected: { rows: 1 } },
  open: async () => ({
    kind: 'rows', why: 'own', label: 'own', fingerprint: undefined, columns: Object.keys(events.columns).map((at) => events.columns[at].name), modifiedAt: undefined,
    async *batches() { yield { columns: events.columns.map(({ name }) => name), rows: [cells], position: () => ({ record: 1 }) } },
  }),
}
export default project({ name: 'own', warehouse: duckdb(), sources: [{ name: 'own', streams: [stream] }] })
`,
  )
  expect((await meshwright(['run'], folder)).code).toBe(0)
  const shown = await meshwright(['rejects', 'show', 'events', '--json'], folder)
  expect(shown.out).toContain('"id": 9007199254740993,')
  const mended = shown.out.replace('"note": "x"', '"note": "xx"').replace('"sum": 1', '"sum": 123456789012345.12345678901234567890')
  writeFileSync(join(folder, 'mended.json'), mended)
  expect(await meshwright(['rejects', 'replay', 'events', '--from', 'mended.json'], folder)).toMatchObject({ code: 0 })
  const { out } = await meshwright(['query', '--format', 'csv', 'select id, "at", hex(mark) as mark, sum, note from events'], folder)
  expect(out).toBe('id,at,mark,sum,note\n9007199254740993,2026-01-31T10:30:00,00FF,123456789012345.12345678901234567890,xx\n')
}, 60_000)

it('rows of several files are counted, and listed, by their file', async () => {
  const folder = shop('id,name,town\n1x,Ada,London\n')
  const config = join(folder, 'meshwright.config.ts')
  writeFileSync(config, readFileSync(config, 'utf8').replace('csv(people)', "csv(people, { file: 'people*.csv', maxRejected: 4 })"))
  writeFileSync(join(folder, 'people-2.csv'), 'id,name,town\n2x,Bob,Paris\n3x,Cy,\n')
  expect((await meshwright(['run'], folder)).code).toBe(0)
  expect((await meshwright(['rejects', 'list'], folder)).out).toMatch(/^people +3 {2}people-2\.csv and 1 more {2}/m)
  expect(JSON.parse((await meshwright(['rejects', 'list', '--json'], folder)).out)).toMatchObject([
    { rows: 3, file: 'people-2.csv', files: 2 },
  ])
  const { out } = await meshwright(['rejects', 'show', 'people'], folder)
  expect(out).toMatch(/^people-2\.csv:2 [^]*^people-2\.csv:3 [^]*^people\.csv:2 [^]*^3 rows of people rejected by load /m)
}, 60_000)
