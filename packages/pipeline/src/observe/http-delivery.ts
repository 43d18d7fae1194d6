import type { HttpTarget } from './http-target.ts'

/** What a delivery may cost. */
export interface DeliveryLimits {
  /** Of one request. */
  readonly requestMilliseconds: number
  /** Between the two tries of one message. */
  readonly pauseMilliseconds: number
  /** For what is left when the run has ended. */
  readonly endMilliseconds: number
  /** Of messages that wait to be sent. */
  readonly waitingCharacters: number
}

const DELIVERY_LIMITS: DeliveryLimits = {
  requestMilliseconds: 5000,
  pauseMilliseconds: 500,
  endMilliseconds: 10_000,
  waitingCharacters: 32_000_000,
}

const CANCELLED_END_MS = 1000

/** Then the rest is not even tried: a service that is down must not cost the run its time. */
const LOST_IN_A_ROW = 3

/** Posts JSON messages one after the other, each tried twice, while the run goes on. */
export class HttpDelivery {
  readonly #target: HttpTarget
  readonly #limits: DeliveryLimits
  readonly #cancel: AbortSignal
  readonly #stop = new AbortController()
  readonly #waiting: string[] = []
  #waitingCharacters = 0
  #sent = 0
  #lost = 0
  #lostInARow = 0
  #reason: string | undefined
  #sending: Promise<void> | undefined

  /** Once `cancel` is aborted nobody waits for what is left. */
  constructor(target: HttpTarget, cancel: AbortSignal, limits: Partial<DeliveryLimits> = {}) {
    this.#target = target
    this.#cancel = cancel
    this.#limits = { ...DELIVERY_LIMITS, ...limits }
  }

  /** Does not wait. What is too much to be kept is lost, and counted. */
  send(message: string): void {
    if (this.#lostInARow >= LOST_IN_A_ROW) return this.#lose(this.#reason ?? '')
    if (this.#waitingCharacters + message.length > this.#limits.waitingCharacters) return this.#lose('it takes them too slowly')
    this.#waiting.push(message)
    this.#waitingCharacters += message.length
    this.#sending ??= this.#sendWaiting()
  }

  /** Resolves to what was not delivered and why: nothing where all was. `what` names the messages: `event`. */
  async end(what: string): Promise<readonly string[]> {
    const stop = () => this.#stop.abort()
    const timer = setTimeout(stop, this.#cancel.aborted ? CANCELLED_END_MS : this.#limits.endMilliseconds)
    this.#cancel.addEventListener('abort', stop)
    await this.#sending
    clearTimeout(timer)
    this.#cancel.removeEventListener('abort', stop)
    const all = this.#sent + this.#lost
    return this.#lost === 0
      ? []
      : [`${this.#lost} of ${all} ${what}${all === 1 ? '' : 's'} could not be delivered to ${this.#target.origin}: ${this.#reason}`]
  }

  #lose(reason: string): void {
    this.#lost++
    this.#reason ??= reason
  }

  async #sendWaiting(): Promise<void> {
    await Promise.resolve()
    for (let message = this.#waiting.shift(); message !== undefined; message = this.#waiting.shift()) {
      this.#waitingCharacters -= message.length
      const failure = this.#lostInARow < LOST_IN_A_ROW ? await this.#deliver(message) : (this.#reason ?? '')
      if (failure === undefined) {
        this.#sent++
        this.#lostInARow = 0
      } else {
        this.#lostInARow++
        this.#lose(failure)
      }
    }
    // At once: what is sent from now on is sent by another turn.
    this.#sending = undefined
  }

  /** Undefined when it arrived, else why not. */
  async #deliver(message: string): Promise<string | undefined> {
    const first = await this.#post(message)
    if (first === undefined || !first.again || this.#stop.signal.aborted) return first?.why
    await pause(this.#limits.pauseMilliseconds, this.#stop.signal)
    return (await this.#post(message))?.why
  }

  async #post(body: string): Promise<{ readonly why: string; readonly again: boolean } | undefined> {
    const { requestMilliseconds } = this.#limits
    const late = AbortSignal.timeout(requestMilliseconds)
    try {
      const response = await fetch(this.#target.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...this.#target.headers },
        body,
        // A redirect could carry what is posted to anywhere.
        redirect: 'manual',
        signal: AbortSignal.any([late, this.#stop.signal]),
      })
      await response.body?.cancel()
      const { status } = response
      return response.ok ? undefined : { why: `it answered ${status}`, again: status >= 500 || status === 408 || status === 429 }
    } catch (error) {
      if (late.aborted) return { why: `it did not answer within ${requestMilliseconds / 1000} s`, again: true }
      if (this.#stop.signal.aborted) return { why: 'the run had ended before it took them all', again: false }
      return { why: failureInWords(error), again: true }
    }
  }
}

/** The message of an error may hold the URL: its code alone is told. */
function failureInWords(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } }
  const code = cause?.code
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there (ECONNREFUSED)'
    case 'ENOTFOUND':
      return 'there is no such host (ENOTFOUND)'
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'it closed the connection'
    default:
      return `the request failed${typeof code === 'string' ? ` (${code})` : ''}`
  }
}

const pause = (milliseconds: number, stop: AbortSignal) =>
  new Promise<void>((fulfil) => {
    const timer = setTimeout(fulfil, milliseconds)
    stop.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        fulfil()
      },
      { once: true },
    )
  })
