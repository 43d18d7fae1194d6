/** What both sides are given: how many tables, each of which is built and published, and where the run is logged. */
export interface RunnerArgument {
  readonly models: number
  readonly home: string
}

export const nameOf = (index: number): string => `t_${index}`

/** A table is made from two before it: its tenth, and the one ten before, so that there are long ways and wide ones. */
export const upstreamOf = (index: number): readonly number[] =>
  [...new Set([Math.floor(index / 10), index - 10])].filter((other) => other >= 0 && other < index)
