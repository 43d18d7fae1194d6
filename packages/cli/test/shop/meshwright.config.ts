import { contract, int64, type Connector } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { csv, files } from '@meshwright/files'
import { model } from '@meshwright/models'
import { project } from '@meshwright/pipeline'
import { countAll } from '@meshwright/sql'
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'

const about = { owner: 'tests', description: 'Rows.' } as const
const people = contract({
  ...about,
  name: 'people',
  layer: 'raw',
  key: ['id'],
  row: z.object({ id: int64(), name: z.string(), town: z.string().nullable() }),
})
const towns = contract({ ...about, name: 'towns', layer: 'mart', row: z.object({ town: z.string(), people: int64() }) })
const events = contract({ ...about, name: 'events', layer: 'raw', key: ['id'], row: z.object({ id: int64() }) })
const eventCount = contract({ ...about, name: 'event_count', layer: 'mart', row: z.object({ events: int64() }) })

/** A source that says when it is read, and while a file `hold` is there does not end. */
const slow: Connector = {
  name: 'slow',
  streams: [
    {
      contract: events,
      connector: 'slow',
      origin: 'nowhere',
      load: { mode: { mode: 'replace' } },
      options: null,
      open: async () => ({
        kind: 'rows',
        why: 'it is made up',
        label: 'events',
        fingerprint: undefined,
        columns: ['id'],
        modifiedAt: undefined,
        async *batches(signal) {
          const hold = new URL('./hold', import.meta.url)
          writeFileSync(new URL('./reading', import.meta.url), '')
          while (existsSync(hold)) await sleep(20, undefined, { signal })
          yield { columns: ['id'], rows: [[1n], [2n]], position: (index) => ({ record: index + 1 }) }
        },
      }),
    },
  ],
}

export default project({
  name: 'shop',
  warehouse: duckdb({ threads: 1 }),
  sources: [files(new URL('./', import.meta.url), [csv(people)]), ...(existsSync(new URL('./with-events', import.meta.url)) ? [slow] : [])],
  models: [
    model(towns, { p: people }, (db) =>
      db
        .selectFrom('p')
        .where('p.town', 'is not', null)
        .select(({ ref }) => [ref('p.town').$notNull().as('town'), countAll().as('people')])
        .groupBy('p.town'),
    ),
    ...(existsSync(new URL('./with-events', import.meta.url))
      ? [model(eventCount, { e: events }, (db) => db.selectFrom('e').select(countAll().as('events')))]
      : []),
  ],
})
