import { Socket } from 'node:net'

/** The sockets of a store's connections: a server that says nothing any more, as behind a network that fell silent, ends none of them by itself. */
export class Sockets {
  readonly #open = new Set<Socket>()

  /** A new one, not yet connected. */
  readonly make = (): Socket => {
    const socket = new Socket()
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
    return socket
  }

  /** Whatever waits for an answer fails with it, as when a connection times out. */
  breakOff(seconds: number): void {
    for (const socket of this.#open)
      socket.destroy(Object.assign(new Error(`the server has not answered for ${seconds} s`), { code: 'ETIMEDOUT' }))
  }
}
