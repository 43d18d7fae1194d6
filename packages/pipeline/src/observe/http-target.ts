import type { Secret } from '@meshwright/contracts'
import { PipelineError } from '../pipeline-error.ts'

/** Where something is posted. A path or a query may hold a token, as those of chat services do: messages show `origin` alone. */
export interface HttpTarget {
  readonly url: URL
  readonly origin: string
  readonly headers: Readonly<Record<string, string>>
}

/** Throws PipelineError `project-invalid` where a written URL is none; what a secret holds is read when a run begins. */
export function refuseBadUrl(observer: string, url: string | Secret): void {
  if (typeof url === 'string') httpTarget(observer, url)
}

/** A user and password in the URL become a header, as fetch takes none in it. */
export function httpTarget(observer: string, from: string | Secret): HttpTarget {
  const url = URL.parse(typeof from === 'string' ? from : from.reveal())
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new PipelineError(
      'project-invalid',
      `${observer}: ${typeof from === 'string' ? 'the url' : `what the secret ${from.name} holds`} is no URL that begins with http:// or https://`,
    )
  const { username, password, origin } = url
  url.username = ''
  url.password = ''
  const credentials = [username, password].map(decoded).join(':')
  return {
    url,
    origin,
    headers: credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
