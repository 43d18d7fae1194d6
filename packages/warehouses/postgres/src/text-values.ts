import type { LogicalType } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import { parseArray } from './array-text.ts'

/** Reads the text that Postgres writes for a value; never called with null. */
export type TextReader = (text: string) => SqlValue

const asText: TextReader = (text) => text

/** `10:00:00.1` → `10:00:00.100000`: canonical times have no fraction or six digits. */
export const time: TextReader = (text) => {
  const point = text.indexOf('.')
  return point < 0 ? text : text.slice(0, point + 1) + text.slice(point + 1).padEnd(6, '0')
}

// infinity and years before Christ have no canonical form: they come as they are, for a contract to refuse.
const localTimestamp: TextReader = (text) => (text.includes('inf') || text.endsWith('BC') ? text : (time(text.replace(' ', 'T')) as string))
const timestamp: TextReader = (text) => (text.endsWith('+00') ? `${localTimestamp(text.slice(0, -3)) as string}Z` : text)

const READERS: Readonly<Record<Exclude<LogicalType['type'], 'array'>, TextReader>> = {
  string: asText,
  boolean: (text) => text === 't',
  int64: BigInt,
  float64: Number,
  decimal: asText,
  date: asText,
  time,
  timestamp,
  localTimestamp,
  json: (text) => JSON.parse(text) as SqlValue,
  bytes: (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')),
  struct: (text) => JSON.parse(text) as SqlValue,
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
