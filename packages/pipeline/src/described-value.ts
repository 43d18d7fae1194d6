/** A value in words, for a message: `a contract ("orders")`, `a text`, `nothing`. */
export function describedValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'function')
    return `a function${value.name === '' || value.name === 'default' ? '' : ` (${value.name})`} that was not called`
  if (Array.isArray(value)) return 'a list'
  if (typeof value !== 'object') return `a ${typeof value === 'string' ? 'text' : typeof value}`
  if (value instanceof Promise) return 'a promise, which was not awaited'
  const { columns, name, contract } = value as { columns?: unknown; name?: unknown; contract?: { name?: unknown } }
  if (Array.isArray(columns) && typeof name === 'string') return `a contract ("${name}")`
  if (typeof contract?.name === 'string') return `something made of the contract "${contract.name}"`
  return 'an object'
}
