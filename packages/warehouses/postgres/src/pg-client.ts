import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'

// The parts of pg and pg-copy-streams that are used, by structure: any client of this form will do.

export interface PgField {
  readonly name: string
  readonly dataTypeID: number
  readonly dataTypeModifier: number
}

export interface PgResult {
  readonly fields: readonly PgField[]
  readonly rows: readonly (readonly (string | null)[])[]
  readonly rowCount: number | null
}

export interface PgQuery {
  readonly text: string
  readonly rowMode: 'array'
  /** The extended protocol takes one statement only. */
  readonly queryMode?: 'extended'
}

export interface PgClient {
  query(query: PgQuery): Promise<PgResult>
  query(query: string): Promise<unknown>
  query<S extends Readable | Writable>(stream: S): S
  on(event: 'error' | 'end', listener: (error?: Error) => void): unknown
  removeListener(event: 'error' | 'end', listener: (error?: Error) => void): unknown
}

export interface PgConnection extends PgClient {
  connect(): Promise<unknown>
  end(): Promise<unknown>
}

export interface PgPoolClient extends PgClient {
  /** The server's process behind this connection. */
  readonly processID?: number
  /** With an error the connection is closed instead of being used again. */
  release(error?: Error | boolean): void
}

export interface PgPool {
  connect(): Promise<PgPoolClient>
  end(): Promise<unknown>
  on(event: 'error', listener: (error: Error) => void): unknown
}

export interface PgConfig {
  readonly connectionString: string
  readonly application_name: string
  readonly connectionTimeoutMillis: number
  readonly keepAlive: boolean
  /** What each connection goes through, instead of a socket that it makes itself. */
  readonly stream?: () => Socket
  readonly types: { getTypeParser(oid: number, format?: string): (text: string) => unknown }
}

export interface PgModules {
  readonly Client: new (config: PgConfig) => PgConnection
  readonly Pool: new (config: PgConfig & { readonly max: number; readonly idleTimeoutMillis: number }) => PgPool
  readonly copyFrom: (sql: string) => Writable
  readonly copyTo: (sql: string) => Readable
}

/** Loads the peer dependencies when a connection is first needed. */
export async function loadPg(): Promise<PgModules> {
  const [pg, streams] = await Promise.all([import('pg'), import('pg-copy-streams')])
  const { Client, Pool } = pg.default
  return { Client, Pool, copyFrom: (sql: string) => streams.from(sql), copyTo: (sql: string) => streams.to(sql) } as unknown as PgModules
}
