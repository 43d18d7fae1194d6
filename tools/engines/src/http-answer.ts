const LIMIT_MS = 5000

/** What a server of this machine answers; undefined while there is none that answers well. */
export async function httpAnswer(url: string, request: RequestInit = {}): Promise<string | undefined> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(LIMIT_MS) })
    const body = await response.text()
    return response.ok ? body : undefined
  } catch {
    return undefined
  }
}
