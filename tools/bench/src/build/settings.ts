/** What both sides are given: a folder with `warehouse.duckdb`, in which the table `events` is loaded. */
export interface BuildArgument {
  readonly data: string
  readonly home: string
  readonly memoryLimit: string
  readonly threads: number
}

export const STAGED = 5
export const MODELS = 56
const FAN = { from: 45, to: 55 }

export const nameOf = (index: number): string => `f_${String(index).padStart(2, '0')}`

/** A table that a model reads, under a name of its own: another model, or the events. */
export interface Read {
  readonly alias: string
  readonly model: number | undefined
}

/**
 * The SQL of a model as parts, between which its tables stand: five aggregates of the events, fifty joins of two earlier ones in
 * chains and fans, a union of ten.
 */
export function statementOf(index: number): { readonly parts: readonly string[]; readonly reads: readonly Read[] } {
  if (index < STAGED)
    return {
      parts: [
        'select country, customer_id % 1000 as k, sum(amount) as amount, count(*) as n from ',
        ` where id % 5 = ${index} group by 1, 2`,
      ],
      reads: [{ alias: 'e', model: undefined }],
    }
  if (index < FAN.to)
    return {
      parts: ['select a.country, a.k, (a.amount + b.amount) / 2 as amount, a.n from ', ' join ', ' on a.country = b.country and a.k = b.k'],
      reads: [
        { alias: 'a', model: index - 5 },
        { alias: 'b', model: (index - 5) >> 1 },
      ],
    }
  const reads = Array.from({ length: FAN.to - FAN.from }, (_, offset) => ({ alias: `u${offset}`, model: FAN.from + offset }))
  return {
    parts: [
      'select country, sum(amount) as amount, sum(n) as n from (select country, amount, n from ',
      ...reads.slice(1).map(() => ' union all select country, amount, n from '),
      ') z group by 1',
    ],
    reads,
  }
}
