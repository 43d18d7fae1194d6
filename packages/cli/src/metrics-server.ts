import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CliError } from './cli-error.ts'

/** `9464` or `0.0.0.0:9464`: where metrics are asked for. */
export interface MetricsPlace {
  readonly host: string
  readonly port: number
}

/** Without a host it is this machine alone. Throws CliError `usage`. */
export function metricsPlace(given: string): MetricsPlace {
  const [, host = '127.0.0.1', digits = ''] = /^(?:(.+):)?(\d{1,5})$/.exec(given) ?? []
  const port = Number(digits)
  if (digits === '' || port > 65_535)
    throw new CliError('usage', `--metrics-port: "${given}" is no port; write --metrics-port 9464, or 0.0.0.0:9464 for other machines`)
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port }
}

/** Answers GET /metrics with a text. A port that cannot be had is noted, and nothing else: whatever is measured goes on. */
export async function serveMetrics({ host, port }: MetricsPlace, text: () => Promise<string>, note: (message: string) => void) {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0]
    if (path !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD'))
      return void response.writeHead(404).end('see /metrics\n')
    text().then(
      (body) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(body),
      (error: unknown) => response.writeHead(500).end(`${error instanceof Error ? error.message : String(error)}\n`),
    )
  })
  await new Promise<void>((fulfil) => {
    server.once('listening', () => {
      const { address, port: taken, family } = server.address() as AddressInfo
      note(`metrics at http://${family === 'IPv6' ? `[${address}]` : address}:${taken}/metrics`)
      fulfil()
    })
    server.once('error', (error: NodeJS.ErrnoException) => {
      note(`there are no metrics: ${error.code === 'EADDRINUSE' ? `port ${port} of ${host} is taken` : error.message}`)
      fulfil()
    })
    server.listen(port, host)
  })
  server.on('error', (error) => note(`metrics: ${error.message}`))
  server.unref()
  return {
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
