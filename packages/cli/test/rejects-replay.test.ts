import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { meshwright, shop } from './command.ts'

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
