import { setTimeout as sleep } from 'node:timers/promises'
import { postgres } from '@meshwright/postgres'
import { expect, test } from 'vitest'
import { ownServer } from './own-database.ts'

const own = ownServer()

test('what is aborted while it waits for a connection does not run', async () => {
  const url = await own.database()
  const store = await postgres({ url, maxConnections: 1 }).open({
    home: '',
    environment: { name: 'test', schema: 'public', reads: {} },
    signal: new AbortController().signal,
    access: 'write',
    waitSeconds: 5,
  })
  const first = store.query('select pg_sleep(1)')
  const controller = new AbortController()
  const second = store.query('create table made (id bigint)', { signal: controller.signal })
  await sleep(100)
  controller.abort(new Error('not needed any more'))
  await expect(second).rejects.toMatchObject({ code: 'cancelled', message: 'query: cancelled: not needed any more' })
  await first
  expect(await store.inspect({ schema: 'public', table: 'made' })).toBeUndefined()
  await store.close()
})
