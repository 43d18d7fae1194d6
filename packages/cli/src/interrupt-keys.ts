/** The interrupt key and SIGTERM: before tasks run they break off at once; then the first drains and the second breaks off. */
export interface InterruptKeys {
  readonly drain: AbortSignal
  readonly cancel: AbortSignal
  /** From now on there is something to finish. */
  began(): void
  release(): void
}

/** `say` is told a line. */
export function interruptKeys(say: (line: string) => void): InterruptKeys {
  const drain = new AbortController()
  const cancel = new AbortController()
  let running = false
  const interrupt = () => {
    if (drain.signal.aborted || !running) cancel.abort()
    else say('\nstopping: what runs is finished, nothing more is started; interrupt again to break it off')
    drain.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return {
    drain: drain.signal,
    cancel: cancel.signal,
    began: () => {
      running = true
    },
    release: () => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
    },
  }
}
