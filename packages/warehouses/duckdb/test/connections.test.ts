import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { Connections } from '../src/connections.ts'

/** An engine whose statements end when they are told to, and which counts the connections that are held. */
function engine() {
  let [made, held, running] = [0, 0, 0]
  const client = () => {
    const ends = new Set<(error?: Error) => void>()
    return {
      run: (sql: string) =>
        new Promise((resolve, reject) => {
          if (sql === 'fail') return reject(new Error('it failed'))
          if (sql !== 'wait') return resolve({})
          running++
          const end = (error?: Error) => {
            ends.delete(end)
            running--
            if (error) reject(error)
            else resolve({})
          }
          ends.add(end)
        }),
      interrupt: () => ends.forEach((end) => end(new Error('INTERRUPT Error: Interrupted!'))),
      disconnectSync: () => {
        if (ends.size > 0) throw new Error('a statement runs on in memory that is freed')
        held--
      },
    } as unknown as DuckDBConnection
  }
  const connect = async () => {
    made++
    held++
    return client()
  }
  return { connections: new Connections({ connect } as unknown as DuckDBInstance), facts: () => ({ made, held, running }) }
}

test('a connection is used again, unless something failed on it', async () => {
  const { connections, facts } = engine()
  for (let time = 0; time < 3; time++) await connections.use((connection) => connection.run('select 1'))
  expect(facts()).toEqual({ made: 1, held: 1, running: 0 })
  await expect(connections.use((connection) => connection.run('fail'))).rejects.toThrow('it failed')
  expect(facts()).toEqual({ made: 1, held: 0, running: 0 })
  await connections.use((connection) => connection.run('select 1'))
  expect(facts()).toEqual({ made: 2, held: 1, running: 0 })
})

test('as many as are asked for at a time are made, and eight of them kept', async () => {
  const { connections, facts } = engine()
  const all = Promise.withResolvers<void>()
  const uses = Array.from({ length: 20 }, () => connections.use(() => all.promise))
  await expect.poll(() => facts().held).toBe(20)
  all.resolve()
  await Promise.all(uses)
  expect(facts()).toEqual({ made: 20, held: 8, running: 0 })
})

test('closing ends what runs, and none is held afterwards, neither idle nor by work that goes on', async () => {
  const { connections, facts } = engine()
  const going = Promise.withResolvers<void>()
  const ended = [
    connections.use((connection) => connection.run('wait')),
    connections.use(async () => going.promise),
    connections.use((connection) => connection.run('select 1')),
  ].map((use) =>
    use.then(
      () => 'came through',
      (error: Error) => error.message,
    ),
  )
  await expect.poll(() => facts().running).toBe(1)
  await connections.close()
  expect(facts()).toEqual({ made: 3, held: 0, running: 0 })
  going.resolve()
  expect(await Promise.all(ended)).toEqual([expect.stringContaining('Interrupted'), 'came through', 'came through'])
  expect(facts().held).toBe(0)
  await expect(connections.use((connection) => connection.run('select 1'))).rejects.toMatchObject({ code: 'closed' })
})
