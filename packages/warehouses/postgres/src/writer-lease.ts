import { createHash, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { tableSql, type WarehousePlace } from '@meshwright/sql'
import type { PostgresAddress } from './connection.ts'
import type { PgClient, PgConnection, PgResult } from './pg-client.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { PostgresError } from './postgres-error.ts'
import type { Sockets } from './sockets.ts'

const POLL_MILLISECONDS = 250
const LEASE_SECONDS = 30
/** In the time of a lease. */
const RENEWALS = 3
/** How long a process may stand still in the middle of a commit, and a server say nothing, at least, whatever the lease: what is busy is not lost. */
const STILL_SECONDS = 5

/** The table of leases, beside the environment's tables; in no list of them. */
export const LEASE_TABLE = 'mw_lease'

/** The number behind an advisory lock; such locks are per database already. */
export function lockKey(purpose: string, schema: string): bigint {
  return createHash('sha256').update(`meshwright\u0000${purpose}\u0000${schema}`).digest().readBigInt64BE()
}

const text = (value: string) => postgresDialect.literal(value, { type: 'string' })

/**
 * One writer per database and schema: a row that says who it is and until when, by the server's clock, and is renewed while the process
 * lives. Processes of one run have a row each beside one another. What changes published tables holds its row to the end of its
 * transaction, so that whoever lost it to another changes nothing. See docs/decisions/0013-writer-lease.md.
 */
export class WriterLease {
  readonly #address: PostgresAddress
  readonly #place: WarehousePlace
  readonly #sockets: Sockets
  readonly #token = randomUUID()
  /** What has to be the same for two processes to write at the same time. */
  readonly #run: string
  readonly #table: string
  readonly #seconds: number
  #taken: Promise<void> | undefined
  #connection: Promise<PgConnection> | undefined
  #renewing: Promise<void> | undefined
  /** When the server was last asked for a renewal that it gave, on a clock that only goes forward. */
  #renewedAt = 0
  #timer: NodeJS.Timeout | undefined
  /** How often the server was asked for a renewal since it last gave one. */
  #unanswered = 0
  #lost: PostgresError | undefined
  #closed = false

  constructor(address: PostgresAddress, place: WarehousePlace, sockets: Sockets) {
    this.#address = address
    this.#place = place
    this.#sockets = sockets
    this.#run = place.run ?? this.#token
    this.#table = tableSql({ schema: place.environment.schema, table: LEASE_TABLE }, postgresDialect)
    this.#seconds = address.options.leaseSeconds ?? LEASE_SECONDS
  }

  /** Waits until this process may write. Throws `lease-lost` once another has taken over. */
  async hold(): Promise<void> {
    if (this.#closed) throw new PostgresError('store-closed', 'the store is closed')
    this.#taken ??= this.#take().catch((error: unknown) => {
      this.#taken = undefined
      throw error
    })
    await this.#taken
    // A process that stood still finds out before it works for nothing.
    if (performance.now() - this.#renewedAt > (1000 * this.#seconds) / 2) await this.#renew()
    if (this.#lost !== undefined) throw this.#lost
  }

  /**
   * In a transaction: keeps the lease until its end, or throws `lease-lost`. Should this process stand still in the middle, the server ends the
   * transaction, so that another can take over.
   */
  async keep(client: PgClient): Promise<void> {
    await client.query(`set local idle_in_transaction_session_timeout = ${Math.ceil(1000 * this.#stillSeconds)}`)
    const { rows } = await client.query({
      text: `select 1 from ${this.#table} where token = ${text(this.#token)} for key share`,
      rowMode: 'array',
    })
    if (rows.length === 0) throw (this.#lost ??= await this.#takenOver(client))
  }

  async #take(): Promise<void> {
    const { schema } = this.#place.environment
    const place = `${this.#address.label}, schema ${schema}`
    const deadline = Date.now() + this.#place.waitSeconds * 1000
    try {
      for (let told = false; ;) {
        const connection = await this.#connect()
        const asked = performance.now()
        const { stale, holder } = await this.#attempt(connection)
        if (stale !== undefined) this.#place.onWait?.(`${place}: ${stale} did not renew its lease, which is taken over`)
        if (holder === undefined) {
          this.#renewedAt = asked
          break
        }
        const who = `${place}, is being written by ${holder.who}`
        if (Date.now() >= deadline)
          throw new PostgresError(
            'locked',
            `${who}; waited ${this.#place.waitSeconds} s. Wait for its end, or stop it; if it is gone, its lease ends by itself in ${holder.seconds} s`,
            { retryable: true },
          )
        if (!told)
          this.#place.onWait?.(
            `${who}; waiting up to ${this.#place.waitSeconds} s. If it is gone, its lease ends by itself in ${holder.seconds} s`,
          )
        told = true
        await sleep(Math.min(POLL_MILLISECONDS, Math.max(1, deadline - Date.now())), undefined, { signal: this.#place.signal })
      }
    } catch (error) {
      await this.#disconnect()
      if (this.#place.signal.aborted) throw new PostgresError('cancelled', `waiting for schema ${schema} was cancelled`, { cause: error })
      throw this.#address.failure(error, 'cannot take the lease of the environment')
    }
    this.#timer = setInterval(() => this.#keepUp(), (1000 * this.#seconds) / RENEWALS)
    this.#timer.unref()
  }

  /** Where the server has said nothing for the time of the lease, what waits for its answers would wait for ever. */
  #keepUp(): void {
    if (this.#unanswered >= (RENEWALS * this.#stillSeconds) / this.#seconds) this.#sockets.breakOff(this.#stillSeconds)
    this.#unanswered++
    void this.#renew().catch(() => undefined)
  }

  /**
   * Takes the lease, or says who has it. One message, so one transaction without a pause between its statements: a lease whose row is
   * locked is in use by a commit, however old it is.
   */
  async #attempt(connection: PgConnection): Promise<{ stale: string | undefined; holder: { who: string; seconds: string } | undefined }> {
    const { schema } = this.#place.environment
    const results = (await connection.query({
      text: `select pg_advisory_xact_lock(${lockKey('lease', schema)});
create schema if not exists ${postgresDialect.identifier(schema)};
set local client_min_messages = warning;
create table if not exists ${this.#table} (token text primary key, run text not null, holder text not null, since timestamptz not null, expires_at timestamptz not null);
delete from ${this.#table} where token in (select token from ${this.#table} where expires_at < clock_timestamp() for update skip locked) returning ${WHO};
insert into ${this.#table} select ${text(this.#token)}, ${text(this.#run)}, ${text(this.#holder())}, clock_timestamp(), ${this.#later()}
where not exists (select from ${this.#table} where run <> ${text(this.#run)});
select ${WHO}, ceil(greatest(0, extract(epoch from expires_at - clock_timestamp()))) from ${this.#table} where run <> ${text(this.#run)} order by since limit 1`,
      rowMode: 'array',
    })) as unknown as readonly PgResult[]
    const [[stale], , [holder]] = results.slice(-3).map(({ rows }) => rows) as [PgResult['rows'], unknown, PgResult['rows']]
    return {
      stale: stale?.[0] ?? undefined,
      holder: holder === undefined ? undefined : { who: String(holder[0]), seconds: String(holder[1]) },
    }
  }

  get #stillSeconds(): number {
    return Math.max(STILL_SECONDS, this.#seconds)
  }

  #later(): string {
    return `clock_timestamp() + interval '${this.#seconds} seconds'`
  }

  #holder(): string {
    const { run } = this.#place
    return `process ${process.pid} on ${hostname()}${run === undefined ? '' : ` (run ${run})`}`
  }

  #renew(): Promise<void> {
    this.#renewing ??= this.#renewOnce().finally(() => (this.#renewing = undefined))
    return this.#renewing
  }

  async #renewOnce(): Promise<void> {
    const asked = performance.now()
    const connection = await this.#connect()
    try {
      const { rows } = await connection.query({
        text: `update ${this.#table} set expires_at = ${this.#later()} where token = ${text(this.#token)} returning 1`,
        rowMode: 'array',
      })
      this.#unanswered = 0
      if (rows.length > 0) this.#renewedAt = asked
      else if (!this.#closed) this.#lost ??= await this.#takenOver(connection)
    } catch (error) {
      throw this.#address.failure(error, 'cannot renew the lease of the environment')
    }
  }

  async #takenOver(client: PgClient): Promise<PostgresError> {
    const { rows } = await client.query({
      text: `select ${WHO} from ${this.#table} where run <> ${text(this.#run)} order by since limit 1`,
      rowMode: 'array',
    })
    const by = rows[0]?.[0]
    return new PostgresError(
      'lease-lost',
      `this process stood still, or was cut off from the server, for longer than the ${this.#seconds} s of its lease, and ${by === undefined || by === null ? 'another process wrote' : `${by} writes`} schema ${this.#place.environment.schema} since. Nothing more was published by this one: run again`,
    )
  }

  #connect(): Promise<PgConnection> {
    if (this.#connection !== undefined) return this.#connection
    // Its end may be heard of when another is in its place.
    const forget = () => {
      if (this.#connection === connecting) this.#connection = undefined
    }
    const connecting = this.#address.connect(`writer of ${this.#place.environment.schema}`, this.#sockets).then(
      (connection) => {
        connection.on('error', forget)
        connection.on('end', forget)
        return connection
      },
      (error: unknown) => {
        forget()
        throw error
      },
    )
    return (this.#connection = connecting)
  }

  async #disconnect(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined)
    this.#connection = undefined
    await connection?.end().catch(() => undefined)
  }

  async release(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#timer)
    await this.#renewing?.catch(() => undefined)
    // Where the server cannot be reached, the lease ends by itself.
    const taken = await this.#taken?.then(
      () => true,
      () => false,
    )
    if (taken === true)
      await this.#connect()
        .then((connection) => connection.query(`delete from ${this.#table} where token = ${text(this.#token)}`))
        .catch(() => undefined)
    await this.#disconnect()
  }
}

const WHO = `holder || ', since ' || to_char(since at time zone 'UTC', 'HH24:MI:SS "UTC"')`
