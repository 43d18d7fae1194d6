import { contract, int64 } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { model, sql, sqlModel, type AnyModel } from '@meshwright/models'
import { cast, types } from '@meshwright/sql'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as z from 'zod'
import { project, runProject } from '../src/index.ts'

const about = { owner: 'tests', description: 'People.' } as const
const row = z.object({ id: int64(), phone: z.string().meta({ classification: 'pii.phone' }), shoe: z.string() })
const people = contract({ ...about, name: 'people', layer: 'raw', key: ['id'], row })
const numbers = contract({ ...about, name: 'numbers', layer: 'mart', row: z.object({ n: int64() }) })

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'meshwright-classified-'))
  writeFileSync(join(home, 'people.csv'), 'id,phone,shoe\n1,081-HIDDEN,forty\n')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

async function failureOf(broken: AnyModel) {
  const shop = project({ name: 'shop', warehouse: duckdb(), sources: [files(home, [csv(people)])], models: [broken] })
  const { tasks } = await runProject(shop, { home })
  const folder = join(home, 'runs')
  const log = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  return { error: tasks.find((task) => task.task.id === 'build:numbers')?.error, log: log.join('\n') }
}

it('a model that fails on a classified value shows it nowhere', async () => {
  const typed = model(numbers, { p: people }, (db) => db.selectFrom('p').select(({ ref }) => cast(ref('p.phone'), types.int64).as('n')))
  const tagged = sqlModel(numbers, { p: people }, ({ p }) => sql`select cast(phone as bigint) as n from ${p}`)
  for (const broken of [typed, tagged]) {
    const { error, log } = await failureOf(broken)
    expect(error).toMatchObject({
      code: 'build-failed',
      message: expect.stringMatching(/^build numbers: [a-z-]+; the engine's message is left out, as it may hold values of people\.phone$/),
    })
    expect(log).toContain('people.phone')
    expect(log).not.toContain('HIDDEN')
  }
})

it('one that reads no classified column says what the engine says', async () => {
  const shoes = model(numbers, { p: people }, (db) => db.selectFrom('p').select(({ ref }) => cast(ref('p.shoe'), types.int64).as('n')))
  expect((await failureOf(shoes)).error?.message).toContain('forty')
})
