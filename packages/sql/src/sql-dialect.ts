import type { LogicalType } from '@meshwright/contracts'
import type { PortableFunction } from './portable-function.ts'

/** A JS value in the canonical form of its logical type (see LogicalType). */
export type SqlValue = string | number | bigint | boolean | Uint8Array | null | readonly SqlValue[] | { readonly [field: string]: SqlValue }

/** What is known about one call of a portable function when it is spelled. Types are undefined where the query hides them. */
export interface CallTypes {
  readonly arguments: readonly (LogicalType | undefined)[]
  readonly result: LogicalType | undefined
}

/** Writes one call. `args` are compiled already; options such as a scale come as further, literal arguments. */
export type Spelling = (args: readonly string[], types: CallTypes) => string

/**
 * Everything in which one engine's SQL differs, as data and small functions. Shared code asks it and never branches on its name.
 */
export interface SqlDialect {
  readonly name: string
  /** Longest identifier, in UTF-8 bytes; longer ones are refused before they reach the engine. */
  readonly maxIdentifierBytes: number
  /** Quotes an identifier, escaping what needs it. */
  identifier(name: string): string
  /** The column type that holds a logical type exactly. */
  physicalType(type: LogicalType): string
  /** The logical type of a column type as the engine reports it; undefined when there is none. */
  logicalType(physical: string): LogicalType | undefined
  /** The value as SQL text that means exactly it, whatever quotes, backslashes or line ends it holds. */
  literal(value: SqlValue, type: LogicalType): string
  /** How each portable function is spelled. */
  readonly functions: Readonly<Record<PortableFunction, Spelling>>
}
