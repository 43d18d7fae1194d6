import type { OperationNode } from 'kysely'

/** The nodes directly below a node, whatever its kind. */
export function childNodes(node: OperationNode): OperationNode[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []))
}

function isNode(value: unknown): value is OperationNode {
  return typeof value === 'object' && value !== null && typeof (value as { kind?: unknown }).kind === 'string'
}
