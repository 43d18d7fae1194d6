import { postgres } from '@meshwright/postgres'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ownServer } from './own-database.ts'

const own = ownServer()
const id = { name: 'id', type: { type: 'int64' }, nullable: false, rules: [] } as const

/** Stops or wakes the processes of the server: their sockets stay open, and nothing is said any more. */
function signal(name: 'STOP' | 'CONT'): void {
  const [pid = ''] = readFileSync(join(own.server.folder, 'data', 'postmaster.pid'), 'utf8').split('\n')
  const backends = execFileSync('ps', ['-o', 'pid=', '--ppid', pid], { encoding: 'utf8' }).trim().split(/\s+/)
  execFileSync('kill', [`-${name}`, pid, ...backends])
}

it('what waits for a server that has fallen silent fails in the time of a lease, worth a retry; closing does not wait for it', async () => {
  const url = await own.database()
  const cancel = new AbortController()
  const environment = { name: 'test', schema: 'public', reads: {} }
  const warehouse = postgres({ url, leaseSeconds: 3, connectSeconds: 2 })
  const store = await warehouse.open({ home: '', environment, signal: cancel.signal, access: 'write', waitSeconds: 5 })
  await store.build({
    staged: { schema: 'public', table: 'a' },
    select: 'select 1 as id',
    columns: [id],
    materialization: 'table',
    signal: cancel.signal,
  })
  const build = store.build({
    staged: { schema: 'public', table: 'b' },
    select: 'select 1 as id from pg_sleep(600)',
    columns: [id],
    materialization: 'table',
    signal: cancel.signal,
  })
  const failed = expect(build).rejects.toMatchObject({ code: 'connection-failed', retryable: true })
  const records = [{ table: { schema: 'public', table: 'log' }, columns: [id], rows: [[1n]] }]
  signal('STOP')
  try {
    await Promise.all([
      failed,
      expect(store.publish({ publishId: 'p', tables: [], views: [], records })).rejects.toMatchObject({
        code: 'connection-failed',
        retryable: true,
      }),
    ])
    await store.close()
  } finally {
    signal('CONT')
  }
  const next = await warehouse.open({ home: '', environment, signal: cancel.signal, access: 'write', waitSeconds: 30 })
  await next.publish({ publishId: 'p', tables: [], views: [], records })
  expect((await next.query('select count(*) from log')).rows).toEqual([[1n]])
  await next.close()
}, 60_000)
