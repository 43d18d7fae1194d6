import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { folderOf, installCached } from '../src/cached-folder.ts'
import type { Call, Command } from '../src/commands/command.ts'
import { doctor } from '../src/commands/doctor.ts'
import { removeOldCommand } from '../src/commands/remove-old.ts'
import { writeRecord } from '../src/server-record.ts'
import { surroundings } from '../src/surroundings.ts'
import { scale } from './fake/scale.ts'

let cache: string
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'engines-'))
})
afterEach(() => rm(cache, { recursive: true, force: true }))
const here = () => surroundings({ MESHWRIGHT_ENGINES: cache })
const place = (lock: string) => folderOf(scale(cache, lock), here())

/** What a command says of a scale, in the version of this lock file. */
async function called(command: Command, lock: string | undefined, json = false): Promise<{ code: number; out: string }> {
  let out = ''
  const kept: Call['kept'] = [{ name: 'scale', folder: async () => (lock === undefined ? undefined : place(lock)) }, { name: 'chromium' }]
  const { signal } = new AbortController()
  const say = (line: string) => void (out += `${line}\n`)
  const call = { engines: [], named: 'none', kept, options: {}, json, surroundings: here(), signal, say } as const
  return { code: await command.run({ ...call, out: (text) => void (out += text) }), out }
}

test('what is not pinned any more is told by doctor with its size, and removed; what is pinned, and what is no installation, stays', async () => {
  for (const lock of ['scale==1', 'scale==2', 'scale==3']) await installCached(scale(cache, lock), here())
  await writeFile(join(place('scale==1'), 'weight'), 'x'.repeat(3_000_000))
  const other = join(cache, 'scale', 'mine')
  await mkdir(other)
  const { out } = await called(doctor, 'scale==3')
  expect(out).toMatch(new RegExp(`^old +${place('scale==1')}, [34] MB, is not what is pinned: npx engines remove-old$`, 'm'))
  expect(out).toMatch(new RegExp(`^old +${place('scale==2')}, 1 MB, `, 'm'))
  expect(out).not.toContain(place('scale==3'))

  const removed = await called(removeOldCommand, 'scale==3', true)
  expect(removed.code).toBe(0)
  expect(JSON.parse(removed.out)).toHaveLength(2)
  const left = ['scale==1', 'scale==2', 'scale==3'].filter((lock) => existsSync(place(lock)))
  expect([left, existsSync(other)]).toEqual([['scale==3'], true])
  expect(await called(removeOldCommand, 'scale==3')).toEqual({ code: 0, out: 'nothing is old\n' })
  expect((await called(doctor, 'scale==3')).out).not.toMatch(/^old/m)
})

test('what a server runs from stays, and everything where nobody can say what is pinned', async () => {
  for (const lock of ['scale==1', 'scale==2']) await installCached(scale(cache, lock), here())
  expect((await called(removeOldCommand, undefined)).out).toBe('nothing is old\n')
  const facts = { program: join(place('scale==1'), 'scale') }
  const record = {
    id: 'x',
    engine: 'scale',
    version: '1',
    phase: 'running',
    startedAt: '',
    folder: cache,
    code: null,
    owner: null,
  } as const
  await writeRecord({ ...record, processes: [], facts }, here())
  expect((await called(removeOldCommand, 'scale==2')).out).toBe('nothing is old\n')
  expect(existsSync(place('scale==1'))).toBe(true)
})
