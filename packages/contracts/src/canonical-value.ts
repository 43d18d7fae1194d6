/** A JS value in the canonical form of its logical type (see LogicalType). */
export type CanonicalValue =
  string | number | bigint | boolean | Uint8Array | null | readonly CanonicalValue[] | { readonly [field: string]: CanonicalValue }

/** A value, or in words why there is none: the reason follows the name of the column, the hint says what to do. */
export type Parsed<T = CanonicalValue> = { readonly value: T } | { readonly reason: string; readonly hint?: string }
