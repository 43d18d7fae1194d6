import type { AnyContract } from '@meshwright/contracts'

type RowIn<C> = C extends { readonly $row?: infer R } ? R : never

/** The tables of a query for Kysely, by the names it uses: `Kysely<Database<{ o: typeof orders }>>`. */
export type Database<Tables extends Readonly<Record<string, AnyContract>>> = { [K in keyof Tables]: RowIn<Tables[K]> }
