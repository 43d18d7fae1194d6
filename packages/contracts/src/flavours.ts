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

/** The plain JS type behind a flavour: what application code handles. */
export type Plain<T> = T extends null
  ? null
  : T extends { readonly $lt?: infer L }
    ? L extends 'int64'
      ? bigint
      : L extends 'float64'
        ? number
        : L extends 'decimal' | 'date' | 'time' | 'timestamp' | 'localTimestamp'
          ? string
          : L extends 'bytes'
            ? Uint8Array
            : L extends 'json'
              ? JsonValue
              : T
    : T
