import { hash } from 'node:crypto'
import { canonicalBytes, EXACT_NUMBERS } from './canonical-bytes.ts'

/** JSON with sorted keys, bigints as their digits and no undefined: equal values give equal text. */
export const canonicalJson = (value: unknown): string => canonicalBytes(value, (bytes) => bytes.toString('utf8'))

/** The first 32 hex digits of SHA-256 over the canonical JSON of a value. */
export const fingerprint = (value: unknown): string => canonicalBytes(value, (bytes) => hash('sha256', bytes)).slice(0, 32)

/** As `fingerprint`, but of values that JSON does not tell apart, too: 1n and `'1'`, NaN and null. */
export const exactFingerprint = (value: unknown): string =>
  canonicalBytes(value, (bytes) => hash('sha256', bytes), EXACT_NUMBERS).slice(0, 32)
