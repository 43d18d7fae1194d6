import { afterAll, beforeAll } from 'vitest'
import { startPostgres, type PostgresServer } from '@meshwright/testkit/postgres'
import pg from 'pg'

/** One server per test file, and databases in it that nobody else uses. */
export function ownServer(): {
  readonly server: PostgresServer
  database(): Promise<string>
  sql(url: string, text: string): Promise<readonly Record<string, unknown>[]>
} {
  let server: PostgresServer | undefined
  let count = 0
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server?.stop())
  const started = () => {
    if (server === undefined) throw new Error('the server is not started yet')
    return server
  }
  const sql = async (url: string, text: string) => {
    const client = new pg.Client(url)
    await client.connect()
    try {
      const result = (await client.query(text)) as pg.QueryResult<Record<string, unknown>> | pg.QueryResult<Record<string, unknown>>[]
      return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? []
    } finally {
      await client.end()
    }
  }
  return {
    get server() {
      return started()
    },
    async database() {
      const name = `db_${++count}`
      await sql(started().url(), `create database ${name}`)
      return started().url(name)
    },
    sql,
  }
}
