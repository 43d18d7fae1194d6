import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { meshwright, shop } from './command.ts'

/** Writes the manifest of a folder's project, and changes its config. */
async function changedShop(change: (config: string) => string) {
  const folder = shop()
  const { out } = await meshwright(['manifest'], folder)
  writeFileSync(join(folder, 'old.json'), out)
  const config = join(folder, 'meshwright.config.ts')
  const changed = change(readFileSync(config, 'utf8'))
  expect(changed).not.toBe(readFileSync(config, 'utf8'))
  writeFileSync(config, changed)
  return folder
}

it('names what breaks whom, what it reaches and the version, and ends with 1', async () => {
  const folder = await changedShop((config) =>
    config
      .replace('name: z.string(), town', "full_name: z.string().max(80).meta({ renamedFrom: 'name' }), town")
      .replace("owner: 'tests'", "owner: 'people ops'"),
  )
  writeFileSync(join(folder, 'people.csv'), 'id,full_name,town\n1,Ada,London\n')
  const { code, out, err } = await meshwright(['diff', 'old.json'], folder)
  expect([code, err]).toEqual([1, ''])
  expect(out).toMatch(
    /^breaking {2}people\.full_name +column renamed: name → full_name +for readers and writers: queries and sources name it as it was$/m,
  )
  expect(out).toMatch(/^breaking {2}people\.full_name +rule added: at most 80 characters +for writers: /m)
  expect(out).toMatch(/^safe +towns +owner changed: tests → people ops/m)
  expect(out).toContain('1 breaking for readers, 2 for writers · next version of shop: major')
  expect(out).toContain('people: readers were promised version 1. Offer this as version: 2, or take the change back.')

  const json = await meshwright(['diff', 'old.json', '--json'], folder)
  expect(JSON.parse(json.out)).toMatchObject({
    document: 'manifest-diff',
    documentVersion: 1,
    step: 'major',
    undeclared: [{ table: 'people', version: 1, next: 2 }],
  })
  expect((await meshwright(['diff', 'old.json', 'old.json'], folder)).out).toBe('No contract, model, source or check changed.\n')
}, 60_000)

it('plan says the same of what is published, and whom it reaches', async () => {
  const folder = shop()
  await meshwright(['run'], folder)
  const config = join(folder, 'meshwright.config.ts')
  writeFileSync(config, readFileSync(config, 'utf8').replace("'p.town', 'is not', null", "'p.town', '>', 'A'"))
  const { code, out } = await meshwright(['plan'], folder)
  expect(code).toBe(0)
  expect(out).toMatch(/^~ {2}model +towns +definition changed +build \(1 row now\)$/m)
  expect(out).toMatch(/^ +query changed$/m)
  expect(out).toContain('breaking for readers: none · next version: minor\n')
}, 60_000)

it.each([
  [['diff'], 'name the old manifest'],
  [['diff', 'a.json', 'b.json', 'c.json'], 'name the old manifest'],
  [['diff', 'absent.json'], 'absent.json: there is no such file; meshwright manifest > manifest.json writes one'],
  [['diff', 'cut.json'], 'cut.json: is cut off: it ends in the middle; meshwright manifest > manifest.json writes one'],
  [['diff', 'package.json'], 'package.json: is not a manifest; meshwright manifest > manifest.json writes one'],
  [['diff', 'newer.json'], 'newer.json: this is version 99 of a manifest, and this Meshwright reads version 2; update Meshwright'],
  [['diff', 'bent.json'], 'contracts: Invalid input: expected array, received number'],
])('%j is refused with what to do', async (args, message) => {
  const folder = shop()
  writeFileSync(join(folder, 'cut.json'), '{ "document": "manifest",\n  "contr')
  writeFileSync(join(folder, 'newer.json'), '{ "document": "manifest", "documentVersion": 99 }')
  writeFileSync(join(folder, 'bent.json'), '{ "document": "manifest", "documentVersion": 2, "contracts": 7 }')
  const { code, out, err } = await meshwright(args, folder)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(message)
})

it('an unreadable document has a code of its own in JSON', async () => {
  const { code, out } = await meshwright(['diff', 'absent.json', '--json'], shop())
  expect(code).toBe(2)
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'document-unreadable' } })
})

it('warns when the manifests are of two projects', async () => {
  const folder = await changedShop((config) => config.replace("name: 'shop',\n  warehouse", "name: 'shop-two',\n  warehouse"))
  const { code, err } = await meshwright(['diff', 'old.json'], folder)
  expect([code, err]).toEqual([0, 'warn these are manifests of two projects, shop and shop-two\n'])
})
