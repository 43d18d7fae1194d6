import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { meshwright, shop, startMeshwright } from './command.ts'

it('run --watch runs what a saved file touches, shows a broken save, goes on, and ends with 0', async () => {
  const folder = shop()
  const watching = startMeshwright(['run', '--watch', '--json'], folder)
  let said = ''
  let lines = ''
  watching.child.stderr?.on('data', (text: string) => (said += text))
  watching.child.stdout?.on('data', (text: string) => (lines += text))
  const settled = async (runs: number) => {
    while ((said.match(/ watching \d+ files/g)?.length ?? 0) < runs) await sleep(20)
  }
  const config = join(folder, 'meshwright.config.ts')
  const good = readFileSync(config, 'utf8')

  await settled(1)
  expect(said).toMatch(/ ingest {3}people +3 rows[^]* build {4}towns/)
  writeFileSync(join(folder, 'people.csv'), 'id,name,town\n1,Ada,London\n2,Bob,Paris\n')
  await settled(2)
  expect(said).toMatch(/people\.csv was saved\n[^]* ingest {3}people +2 rows[^]* build {4}towns +2 rows/)
  writeFileSync(config, good.replace('export default', 'export default default'))
  await settled(3)
  expect(said).toMatch(/meshwright\.config\.ts was saved\nerror meshwright\.config\.ts:\d+/)
  writeFileSync(config, good.replace("'is not', null)", "'=', 'Paris')"))
  await settled(4)
  watching.child.kill('SIGINT')
  const { code } = await watching.ended
  expect(code).toBe(0)
  expect(
    lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .map((document) => document['status'] ?? (document['error'] as { code: string }).code),
  ).toEqual(['succeeded', 'succeeded', 'config-invalid', 'succeeded'])
  expect((await meshwright(['query', '--format', 'csv', 'select town from towns'], folder)).out).toBe('town\nParis\n')
}, 60_000)
