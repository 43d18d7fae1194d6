import type { Retries } from '@meshwright/contracts'

/** Milliseconds before the retry `number`, from 1: doubled each time up to the longest, and of that a random part between half and all. */
export function retryDelay({ delaySeconds, maxDelaySeconds }: Retries, number: number, random: () => number = Math.random): number {
  const whole = Math.min(maxDelaySeconds, delaySeconds * 2 ** (number - 1))
  return 1000 * whole * (0.5 + random() / 2)
}
