import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

/** A real HTTP server, gone after the test. `answers` say what it does with each request in turn; then, and by default, it accepts. */
export async function endpoint(...answers: ('accept' | 'hang' | 'close' | 'trickle' | number)[]) {
  const received: Received[] = []
  const listen: RequestListener = (request, response) => {
    const answer = answers.shift() ?? 'accept'
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      if (answer === 'close') return request.socket.destroy()
      if (answer === 'hang') return
      if (answer === 'trickle') return void response.writeHead(200).write('…')
      if (answer === 'accept') received.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(body) as unknown })
      response.writeHead(answer === 'accept' ? 201 : answer, { location: 'http://example.invalid/' }).end('no secret hunter2 here')
    })
  }
  const server = createServer(listen)
  await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil))
  const close = () =>
    new Promise<void>((fulfil) => {
      server.closeAllConnections()
      server.close(() => fulfil())
    })
  onTestFinished(close)
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, close }
}
