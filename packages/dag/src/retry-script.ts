import type { Retries } from '@meshwright/contracts'
import { shellArguments, shellCommand } from './shell-words.ts'

/** One task, tried again as the plan says. */
export interface RetriedCommand {
  readonly command: readonly string[]
  readonly retries: Retries
  /** Of one try. */
  readonly timeoutSeconds: number | null
}

// From being asked to stop to being killed: the command takes back what it began in the warehouse.
const GRACE_SECONDS = 60

/**
 * A POSIX shell script for targets that try nothing again by themselves. A call that was wrong (exit 2) is not tried again; SIGTERM and
 * SIGINT reach the command. Delays and timeouts are whole seconds, rounded up.
 */
export function retryScript({ command, retries, timeoutSeconds }: RetriedCommand): string {
  const limit = timeoutSeconds === null ? '' : `timeout -k ${GRACE_SECONDS} ${Math.ceil(timeoutSeconds)} `
  if (retries.count === 0) return `exec ${limit}${shellCommand(command)}\n`
  return `retries=${retries.count} delay=${Math.ceil(retries.delaySeconds)} longest=${Math.ceil(retries.maxDelaySeconds)}
MESHWRIGHT_TRY=1 child= stopped=
stop() { stopped=yes; if [ -n "$child" ]; then kill -TERM "$child" 2>/dev/null || :; fi; }
trap stop INT TERM
ended() {
  child=$! code=0
  if [ -n "$stopped" ]; then stop; fi
  wait "$child" || code=$?
  if [ -n "$stopped" ]; then wait "$child" || :; exit 143; fi
  child=
  return "$code"
}
while :; do
  export MESHWRIGHT_TRY
  ${limit}${shellCommand(command)} &
  ended && exit 0
  if [ "$code" -eq 2 ] || [ "$MESHWRIGHT_TRY" -gt "$retries" ]; then exit "$code"; fi
  echo "exit $code; try $((MESHWRIGHT_TRY + 1)) of $((retries + 1)) in $delay s" >&2
  sleep "$delay" &
  ended
  MESHWRIGHT_TRY=$((MESHWRIGHT_TRY + 1)) delay=$((delay * 2))
  if [ "$delay" -gt "$longest" ]; then delay=$longest; fi
done
`
}

/** What `retryScript` wrote; undefined for another script. */
export function readRetryScript(script: string): RetriedCommand | undefined {
  const once = /^exec (?:timeout -k \d+ (\d+) )?([^]*)\n$/.exec(script)
  if (once !== null) return { ...readCommand(once[1], once[2]), retries: { count: 0, delaySeconds: 0, maxDelaySeconds: 0 } }
  const looped =
    /^retries=(\d+) delay=(\d+) longest=(\d+)\n[^]*?\n {2}export MESHWRIGHT_TRY\n {2}(?:timeout -k \d+ (\d+) )?([^]*) &\n {2}ended && exit 0\n/.exec(
      script,
    )
  if (looped === null) return undefined
  return {
    ...readCommand(looped[4], looped[5]),
    retries: { count: Number(looped[1]), delaySeconds: Number(looped[2]), maxDelaySeconds: Number(looped[3]) },
  }
}

const readCommand = (timeout: string | undefined, command = '') => ({
  command: shellArguments(command),
  timeoutSeconds: timeout === undefined ? null : Number(timeout),
})
