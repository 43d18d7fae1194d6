import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WarehousePlace } from '@meshwright/sql'
import type { PostgresAddress } from './connection.ts'
import type { PgConnection, PgResult } from './pg-client.ts'
import { PostgresError } from './postgres-error.ts'

const POLL_MILLISECONDS = 250

/** The number behind an advisory lock; such locks are per database already. */
export function lockKey(purpose: string, schema: string): bigint {
  return createHash('sha256').update(`meshwright\u0000${purpose}\u0000${schema}`).digest().readBigInt64BE()
}

/**
 * One writer per database and schema: an advisory lock on a connection of its own, which the server frees when this process ends,
 * however it ends. When that connection is lost, the lock is taken again before the next write, or the write is refused.
 */
export class EnvironmentLock {
  readonly #address: PostgresAddress
  readonly #place: WarehousePlace
  #held: Promise<PgConnection> | undefined
  #closed = false

  constructor(address: PostgresAddress, place: WarehousePlace) {
    this.#address = address
    this.#place = place
  }

  /** Waits until this process is the writer. */
  async hold(): Promise<void> {
    if (this.#closed) throw new PostgresError('store-closed', 'the store is closed')
    this.#held ??= this.#take().catch((error: unknown) => {
      this.#held = undefined
      throw error
    })
    await this.#held
  }

  async #take(): Promise<PgConnection> {
    const { schema } = this.#place.environment
    const key = lockKey('writer', schema)
    const connection = await this.#address.connect(`writer of ${schema}`)
    try {
      const deadline = Date.now() + this.#place.waitSeconds * 1000
      for (let told = false; ;) {
        const { rows } = await connection.query({ text: `select pg_try_advisory_lock(${key})`, rowMode: 'array' })
        if (rows[0]?.[0] === 't') break
        const who = `${this.#address.label}, schema ${schema}, is being written by ${await holder(connection, key)}`
        if (Date.now() >= deadline) {
          throw new PostgresError('locked', `${who}; waited ${this.#place.waitSeconds} s. Try again when it is done`, { retryable: true })
        }
        if (!told) this.#place.onWait?.(`${who}; waiting up to ${this.#place.waitSeconds} s`)
        told = true
        await sleep(Math.min(POLL_MILLISECONDS, Math.max(1, deadline - Date.now())), undefined, { signal: this.#place.signal })
      }
    } catch (error) {
      await connection.end().catch(() => undefined)
      if (this.#place.signal.aborted) throw new PostgresError('cancelled', `waiting for schema ${schema} was cancelled`, { cause: error })
      throw this.#address.failure(error, 'cannot lock the environment')
    }
    const forget = () => (this.#held = undefined)
    connection.on('error', forget)
    connection.on('end', forget)
    return connection
  }

  async release(): Promise<void> {
    this.#closed = true
    const held = this.#held
    this.#held = undefined
    const connection = await held?.catch(() => undefined)
    await connection?.end().catch(() => undefined)
  }
}

/** `process 4711 ("meshwright writer of mart" from 10.0.0.7, since 10:00:02 UTC)` */
async function holder(connection: PgConnection, key: bigint): Promise<string> {
  const high = BigInt.asUintN(64, key) >> 32n
  const low = BigInt.asUintN(64, key) & 0xffffffffn
  const { rows }: PgResult = await connection.query({
    text: `select a.pid, a.application_name, coalesce(a.client_addr::text, 'this machine'), to_char(a.backend_start, 'HH24:MI:SS "UTC"')
from pg_locks l join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.classid = ${high} and l.objid = ${low}
  and l.database = (select oid from pg_database where datname = current_database())`,
    rowMode: 'array',
  })
  const [pid, name, address, since] = rows[0] ?? []
  return pid === undefined ? 'another process' : `process ${pid} ("${name}" from ${address}, since ${since})`
}
