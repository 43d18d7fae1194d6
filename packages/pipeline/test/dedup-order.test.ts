import { contract, int64 } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { postgres } from '@meshwright/postgres'
import type { Warehouse } from '@meshwright/sql'
import { startPostgres } from '@meshwright/testkit/postgres'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as z from 'zod'
import { openStore, project, runProject } from '../src/index.ts'

let home: string
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'meshwright-dedup-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

const notes = contract({
  name: 'notes',
  layer: 'raw',
  owner: 'tests',
  description: 'Rows of one key, of which the first in an order of text survives.',
  key: ['id'],
  row: z.object({ id: int64(), version: z.string().nullable(), note: z.string().nullable() }),
})

async function survivors(warehouse: Warehouse) {
  const source = csv(notes, { dedupBy: [{ column: 'version', order: 'desc' }] })
  const made = project({ name: 'dedup', warehouse, sources: [files(home, [source])] })
  expect((await runProject(made, { home })).status).toBe('succeeded')
  const store = await openStore(made, { home }, 'read')
  try {
    return (await store.query('select version, note from notes order by id')).rows
  } finally {
    await store.close()
  }
}

it('which row of a key survives by an order of text is the same in every warehouse, whatever language its database sorts in', async () => {
  // By code points a capital is below a small letter and a hyphen below both; in English neither is. Ties are broken by text, too.
  writeFileSync(join(home, 'notes.csv'), 'id,version,note\n1,a,\n1,B,\n2,r-2,\n2,r1,\n3,,x\n3,v,b\n3,v,C\n3,v,\n')
  const expected = [
    ['a', null],
    ['r1', null],
    ['v', 'C'],
  ]
  expect(await survivors(duckdb({ threads: 1 }))).toEqual(expected)
  const server = await startPostgres()
  try {
    const environment = { name: 'admin', schema: 'public', reads: {} }
    const place = { home, environment, signal: new AbortController().signal, access: 'write', waitSeconds: 1 } as const
    const admin = await postgres(server.url()).open(place)
    await admin.query(`create database english template template0 locale_provider icu icu_locale 'en-US'`)
    await admin.close()
    expect(await survivors(postgres(server.url('english')))).toEqual(expected)
  } finally {
    await server.stop()
  }
}, 60_000)
