import { exactJson, type LogicalType } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import { parseArray } from './array-text.ts'

/** Reads the text that Postgres writes for a value; never called with null. */
export type TextReader = (text: string) => SqlValue

const asText: TextReader = (text) => text

// Postgres leaves out the trailing zeros of a fraction, as the canonical form does. infinity and years before Christ have none: they
// come as they are, for a contract to refuse.
const localTimestamp: TextReader = (text) => (text.endsWith('BC') ? text : text.replace(' ', 'T'))
const timestamp: TextReader = (text) => (text.endsWith('+00') ? `${localTimestamp(text.slice(0, -3)) as string}Z` : text)

const READERS: Readonly<Record<Exclude<LogicalType['type'], 'array'>, TextReader>> = {
  string: asText,
  boolean: (text) => text === 't',
  int64: BigInt,
  float64: Number,
  decimal: asText,
  date: asText,
  time: asText,
  timestamp,
  localTimestamp,
  json: exactJson,
  bytes: (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')),
  struct: exactJson,
}

/**
 * The reader for a type; text when there is none. It relies on the session settings of `SESSION`: times in UTC, ISO dates, bytes
 * as hex.
 */
export function textReader(type: LogicalType | undefined): TextReader {
  if (type === undefined) return asText
  if (type.type !== 'array') return READERS[type.type]
  const element = textReader(type.element)
  return (text) => parseArray(text, element)
}

/** What every session sets, so that text means the same whatever the server's or the user's defaults are. */
export const SESSION =
  "set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601'; set bytea_output = 'hex'; set extra_float_digits = 1; set standard_conforming_strings = on; set client_encoding = 'UTF8'"

/** Of a store that was opened for reading: a person's statement may be any, and the server refuses those that change something. */
export const READING_SESSION = `${SESSION}; set default_transaction_read_only = on`
