/**
 * Query-side types: the JS type with an optional phantom tag. Literals stay assignable (`5n` is an Int64, `'10.00'` a Decimal),
 * but two flavours of one JS type do not mix: a Timestamp column is not a Decimal, though both are strings in JS.
 */
export type Int64 = bigint & { readonly $lt?: 'int64' }
export type Float64 = number & { readonly $lt?: 'float64' }
export type Decimal = string & { readonly $lt?: 'decimal' }
export type DateDay = string & { readonly $lt?: 'date' }
export type TimeOfDay = string & { readonly $lt?: 'time' }
export type Timestamp = string & { readonly $lt?: 'timestamp' }
export type LocalTimestamp = string & { readonly $lt?: 'localTimestamp' }
export type Bytes = Uint8Array & { readonly $lt?: 'bytes' }
export type JsonText = JsonValue & { readonly $lt?: 'json' }

export type JsonValue = string | number | boolean | null | { readonly [key: string]: JsonValue } | readonly JsonValue[]

interface PlainTypes {
  readonly int64: bigint
  readonly float64: number
  readonly decimal: string
  readonly date: string
  readonly time: string
  readonly timestamp: string
  readonly localTimestamp: string
  readonly bytes: Uint8Array
  readonly json: JsonValue
}

/** The plain JS type behind a flavour, inside of arrays and objects too: what application code handles. */
export type Plain<T> = T extends { readonly $lt?: infer L } ? (L extends keyof PlainTypes ? PlainTypes[L] : PlainParts<T>) : PlainParts<T>

type PlainParts<T> = T extends string | number | bigint | boolean
  ? T
  : T extends readonly (infer E)[]
    ? Plain<E>[]
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T
