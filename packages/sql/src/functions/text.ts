import { notPortable, type Int64 } from '@meshwright/contracts'
import { SqlError } from '../sql-error.ts'
import { call, option, type NullOf, type NullOfAny, type Result, type Text, type Value } from './call.ts'

// Text. A function of null is null; the empty text is a text like any other. Positions and lengths count Unicode code points.

/** Lower case by Unicode's simple mapping. string. */
export const lower = <T extends Text | null>(value: Value<T>): Result<string | NullOf<T>> => call('lower', [value])

/** Upper case by Unicode's simple mapping. string. */
export const upper = <T extends Text | null>(value: Value<T>): Result<string | NullOf<T>> => call('upper', [value])

/** Without spaces (U+0020) at both ends. string. */
export const trim = <T extends Text | null>(value: Value<T>): Result<string | NullOf<T>> => call('trim', [value])

/** The texts one after another; null when any is null. string. */
export const concat = <const T extends readonly Value<Text | null>[]>(
  ...values: T
): Result<string | NullOfAny<{ [K in keyof T]: T[K] extends Value<infer V> ? V : never }>> => call('concat', values)

/** How many code points. int64. */
export const length = <T extends Text | null>(value: Value<T>): Result<Int64 | NullOf<T>> => call('length', [value])

// No text is longer, and no engine takes a larger number.
const MOST = 2 ** 31 - 1

/** `count` code points from position `start`, which is 1 for the first; fewer where the text ends. string. */
export const substring = <T extends Text | null>(value: Value<T>, start: number, count: number): Result<string | NullOf<T>> => {
  if (!Number.isInteger(start) || start < 1 || !Number.isInteger(count) || count < 0) {
    throw new SqlError('argument-invalid', `substring(…, ${start}, ${count}): the start is a whole number from 1, the count one from 0`)
  }
  return call('substring', [value, option(Math.min(start, MOST)), option(Math.min(count, MOST))])
}

/** Every occurrence of `search`, which is not empty, replaced. string. */
export const replace = <T extends Text | null>(value: Value<T>, search: string, replacement: string): Result<string | NullOf<T>> => {
  if (search === '') throw new SqlError('argument-invalid', 'replace(…): the text to search for is empty')
  return call('replace', [value, option(search), option(replacement)])
}

/**
 * Whether the pattern matches anywhere in the text. The portable subset of regular expressions: no lookaround, back-references,
 * lazy quantifiers or \b, which engines read differently; such a pattern is refused here. boolean.
 */
export const matches = <T extends Text | null>(value: Value<T>, pattern: string): Result<boolean | NullOf<T>> => {
  const why = notPortable(pattern)
  if (why !== undefined)
    throw new SqlError(
      'pattern-not-portable',
      `matches(…, ${JSON.stringify(pattern)}): the pattern uses ${why}, which not every engine knows`,
    )
  return call('matches', [value, option(pattern)])
}

/** MD5 of the text's UTF-8 bytes, as 32 lower-case hex digits: for keys and comparison, not for secrets. string. */
export const hash = <T extends Text | null>(value: Value<T>): Result<string | NullOf<T>> => call('hash', [value])
