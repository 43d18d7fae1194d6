import { createHash } from 'node:crypto'

/** JSON with sorted keys, bigints as their digits and no undefined: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value))
}

/** A copy whose keys are in order: twice as fast as a replacer, which JSON.stringify calls for every value. */
function sorted(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(sorted)
  if ('toJSON' in value && typeof value.toJSON === 'function') return sorted(value.toJSON())
  const record = value as Readonly<Record<string, unknown>>
  const keys = Object.keys(record).toSorted()
  // Assigned, that name would set the prototype.
  if (keys.includes('__proto__')) return Object.fromEntries(keys.map((key) => [key, sorted(record[key])]))
  const copy: Record<string, unknown> = {}
  for (const key of keys) copy[key] = sorted(record[key])
  return copy
}

/** The first 32 hex digits of SHA-256 over the canonical JSON of a value. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 32)
}
