import type { Column } from '@meshwright/contracts'
import type { SqlValue } from '@meshwright/sql'
import { valueWriter } from './value-text.ts'

// The text format of COPY: tab between fields, line feed between rows, \N for null, backslash escapes.

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
}
const UNESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', v: '\v' }
const SPECIAL = /[\\\t\n\r\b\f\v]/
const ALL_SPECIAL = /[\\\t\n\r\b\f\v]/g

/** Types whose text never holds a character that COPY escapes. */
const PLAIN: ReadonlySet<string> = new Set(['boolean', 'int64', 'float64', 'decimal', 'date', 'time', 'timestamp', 'localTimestamp'])

/** Writes rows of the given columns as COPY text. */
export function copyWriter(columns: readonly Column[]): (rows: readonly (readonly SqlValue[])[]) => string {
  const fields = columns.map((column) => {
    const write = valueWriter(column.type)
    if (PLAIN.has(column.type.type)) return (value: SqlValue) => write(value) ?? '\\N'
    return (value: SqlValue) => {
      const text = write(value)
      if (text === null) return '\\N'
      return SPECIAL.test(text) ? text.replaceAll(ALL_SPECIAL, (char) => ESCAPES[char] ?? char) : text
    }
  })
  return (rows) => {
    let text = ''
    for (const row of rows) {
      for (let index = 0; index < fields.length; index++) {
        if (index > 0) text += '\t'
        text += (fields[index] as (value: SqlValue) => string)(row[index] ?? null)
      }
      text += '\n'
    }
    return text
  }
}

/** The fields of one line of COPY text, without its line feed. */
export function copyFields(line: string): (string | null)[] {
  const fields = line.split('\t')
  if (!line.includes('\\')) return fields
  return fields.map((field) => (field === '\\N' ? null : field.includes('\\') ? unescaped(field) : field))
}

// Postgres writes no octal or hex escapes; others stand for the character itself.
const unescaped = (field: string) => field.replaceAll(/\\([^])/g, (_, char: string) => UNESCAPES[char] ?? char)
