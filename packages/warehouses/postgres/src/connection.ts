import { Secret, unknownOptions } from '@meshwright/contracts'
import { loadPg, type PgConfig, type PgConnection, type PgModules } from './pg-client.ts'
import { PostgresError, postgresError } from './postgres-error.ts'
import type { Sockets } from './sockets.ts'
import { SESSION } from './text-values.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database?sslmode=require`; a `secret('NAME')` keeps it out of the code. */
  readonly url: string | Secret
  /** How many connections a store may open at most. Default 16. */
  readonly maxConnections?: number
  /** How long to wait for a connection. Default 15 seconds. */
  readonly connectSeconds?: number
  /**
   * How long a process that writes may stand still, or be cut off, before another takes over; renewed while it lives. So long, too, others
   * wait after it was killed. Default 30 seconds.
   */
  readonly leaseSeconds?: number
  /** `pg` and `pg-copy-streams`, or what behaves like them. Default: the installed ones. */
  readonly modules?: PgModules
}

const CONNECT_SECONDS = 15

const OPTIONS = { url: true, maxConnections: true, connectSeconds: true, leaseSeconds: true, modules: true } satisfies Record<
  keyof PostgresOptions,
  true
>

/** Throws PostgresError `option-invalid`. */
function refuseBadOptions(options: PostgresOptions): void {
  const problems = unknownOptions(options, OPTIONS)
  const { maxConnections = 1, connectSeconds, leaseSeconds } = options
  if (!Number.isInteger(maxConnections) || maxConnections < 1)
    problems.push(`maxConnections: ${String(maxConnections)} is not a number of connections (1 or more)`)
  for (const [name, seconds = 1] of Object.entries({ connectSeconds, leaseSeconds }))
    if (!Number.isFinite(seconds) || seconds <= 0) problems.push(`${name}: ${String(seconds)} is not a number of seconds above 0`)
  if (problems.length === 0) return
  const told = problems.map((problem) => `postgres: ${problem}`)
  throw new PostgresError('option-invalid', told.join('\n'), { problems: told })
}

/** A server and database, and how to reach them. Making one connects to nothing, and reads no secret. */
export class PostgresAddress {
  readonly options: PostgresOptions
  #modules: Promise<PgModules> | undefined

  constructor(target: string | Secret | PostgresOptions) {
    this.options = typeof target === 'string' || target instanceof Secret ? { url: target } : target
    refuseBadOptions(this.options)
  }

  get #url(): URL {
    const { url } = this.options
    const text = typeof url === 'string' ? url : url.reveal()
    const parsed = URL.canParse(text) ? new URL(text) : undefined
    if (parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol)) {
      throw new PostgresError(
        'url-invalid',
        `${typeof url === 'string' ? 'the URL of Postgres' : `the secret ${url.name}`} is not a URL of the form postgres://<user>:<password>@<host>:<port>/<database>`,
      )
    }
    return parsed
  }

  /** `postgres://host:5432/shop`, for people: no user, no password, no options. */
  get label(): string {
    const { hostname, port, pathname } = this.#url
    return `postgres://${hostname}:${port === '' ? '5432' : port}${decodeURIComponent(pathname)}`
  }

  /** What a document may say without the secret being read. */
  get origin(): string {
    return typeof this.options.url === 'string' ? this.label : `postgres (${this.options.url.name})`
  }

  modules(): Promise<PgModules> {
    return (this.#modules ??= this.options.modules === undefined ? loadPg() : Promise.resolve(this.options.modules))
  }

  config(purpose: string, sockets?: Sockets): PgConfig {
    return {
      connectionString: this.#url.href,
      application_name: `meshwright ${purpose}`.slice(0, 60),
      connectionTimeoutMillis: 1000 * (this.options.connectSeconds ?? CONNECT_SECONDS),
      keepAlive: true,
      ...(sockets === undefined ? {} : { stream: sockets.make }),
      // Every value comes as the server's text: nothing is rounded on its way, and no global parser of pg is touched or used.
      types: { getTypeParser: () => (text) => text },
    }
  }

  /** A connection of its own, with the session settings. The caller ends it. */
  async connect(purpose: string, sockets?: Sockets): Promise<PgConnection> {
    const { Client } = await this.modules()
    const client = new Client(this.config(purpose, sockets))
    // A connection that is lost while nobody waits for it must not end the process; the next query reports it.
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query(SESSION)
      return client
    } catch (error) {
      await client.end().catch(() => undefined)
      throw this.failure(error, `cannot connect to ${this.label}`)
    }
  }

  /** The driver's error as ours, without the password wherever it might stand. */
  failure(error: unknown, doing: string, sql?: string): Error {
    const known = postgresError(error, doing, sql)
    const password = this.#password()
    if (password === '' || !(known instanceof PostgresError) || !known.message.includes(password)) return known
    return new PostgresError(known.code, known.message.replaceAll(password, '[secret]'), { retryable: known.retryable })
  }

  #password(): string {
    try {
      return decodeURIComponent(this.#url.password)
    } catch {
      return ''
    }
  }
}
