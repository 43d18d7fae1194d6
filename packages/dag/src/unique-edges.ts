import type { Plan } from '@meshwright/contracts'

/** From and to of each edge, once where there is more than one reason for it. */
export const uniqueEdges = ({ edges }: Pick<Plan, 'edges'>): readonly (readonly [from: string, to: string])[] => [
  ...new Map(edges.map(({ from, to }) => [JSON.stringify([from, to]), [from, to] as const])).values(),
]
