import * as z from 'zod'
import { columnSchema, type Column } from './column.ts'
import { contractProblems } from './contract-problems.ts'
import { shapeProblems } from './definition-shape.ts'
import { ContractError } from './errors.ts'
import type { Plain } from './flavours.ts'
import { sameType, typeLabel } from './logical-type.ts'
import { didYouMean } from './nearest-name.ts'
import { unknownOptions } from './unknown-options.ts'
import { readColumn } from './read-zod.ts'

export const LAYERS = ['raw', 'staging', 'dimension', 'fact', 'mart'] as const
export type Layer = (typeof LAYERS)[number]

export const ACCESS = ['private', 'protected', 'public'] as const
/** Who may build on a table: its own group (`private`), its project (`protected`), or everyone (`public`), as in dbt. */
export type Access = (typeof ACCESS)[number]

/** What happens when a check fails: `error` blocks publication, `warn` is recorded. */
export type Severity = 'error' | 'warn'

/** `column` of this table holds values of `toColumn` of relation `to`; null references nothing. */
export interface Reference {
  readonly column: string
  readonly to: string
  readonly toColumn: string
  readonly severity: Severity
}

export interface Deprecation {
  /** The day after which it may go, `YYYY-MM-DD`. */
  readonly date: string
  readonly replacement?: string
}

/** A promise about the table, as ODCS names them: `{ property: 'frequency', value: '1', unit: 'd' }`. */
export interface ServiceLevel {
  readonly property: string
  readonly value: string
  readonly unit?: string
}

/** A table's contract as plain JSON: what is published, compared and exported. */
export interface ContractDocument {
  readonly name: string
  readonly version: number
  readonly layer: Layer
  readonly access: Access
  readonly description: string
  readonly owner: string
  readonly steward?: string
  readonly tags: readonly string[]
  readonly deprecation?: Deprecation
  readonly sla: readonly ServiceLevel[]
  /** The columns that together identify a row: unique and not null. Empty when rows have no identity. */
  readonly key: readonly string[]
  readonly columns: readonly Column[]
  readonly references: readonly Reference[]
}

/**
 * A contract with the type of its rows. `Row` is flavoured (see flavours.ts), so that queries over it are checked;
 * `RowOf<typeof c>` is the plain form. The phantom `$row` never holds a value.
 */
export interface Contract<Name extends string = string, Row = unknown> extends ContractDocument {
  readonly name: Name
  readonly $row?: Row
}

// `any` here accepts contracts of every row without making Row invariant; it never reaches a user's value.
export type AnyContract = Contract<string, any>

/** The plain row type of a contract: `RowOf<typeof orders>['order_id']` is bigint. */
export type RowOf<C> = C extends { readonly $row?: infer R } ? { [K in keyof R]: Plain<R[K]> } : never

export type Shape = Readonly<Record<string, z.core.$ZodType>>

/** The flavoured row of a zod shape. */
export type ShapeRow<S extends Shape> = { [K in keyof S]: S[K]['_zod']['output'] }

/**
 * Returns the contract that is referred to. It is declared to return `any`, as the compiler then need not know the type of that
 * contract: tables may refer to themselves and to each other. What is returned is checked when it is first read.
 */
export type ContractThunk = () => any

export type ReferenceTarget = ContractThunk | { readonly to: ContractThunk; readonly column?: string; readonly severity?: Severity }

/** What a person writes. `S` is the zod shape of the rows. */
export interface ContractDefinition<Name extends string, S extends Shape> {
  readonly name: Name
  readonly layer: Layer
  readonly description: string
  readonly owner: string
  readonly key?: readonly (keyof NoInfer<S> & string)[]
  readonly row: z.ZodObject<S>
  readonly access?: Access
  readonly version?: number
  readonly steward?: string
  readonly tags?: readonly string[]
  readonly deprecation?: Deprecation
  readonly sla?: readonly ServiceLevel[]
  readonly references?: { readonly [K in keyof NoInfer<S> & string]?: ReferenceTarget }
}

const OPTIONS = {
  name: true,
  layer: true,
  description: true,
  owner: true,
  key: true,
  row: true,
  access: true,
  version: true,
  steward: true,
  tags: true,
  deprecation: true,
  sla: true,
  references: true,
} satisfies Record<keyof ContractDefinition<string, Shape>, true>

const rowSchemas = new WeakMap<object, z.ZodObject>()

/**
 * The zod object of a contract with `rowOnly` refinements, which nothing else holds; undefined for one without, whose zod object is let
 * go, as those of ten thousand tables are most of what they weigh, and for one that came as a document.
 */
export function rowSchemaOf(contract: AnyContract): z.ZodObject | undefined {
  return rowSchemas.get(contract)
}

/**
 * Defines a table once: its row type, its validation, its DDL in every warehouse and its first checks follow from it.
 * Throws a ContractError that lists every problem of the definition. References are looked up when first read, so two files
 * may refer to each other.
 */
export function contract<const Name extends string, S extends Shape>(definition: ContractDefinition<Name, S>): Contract<Name, ShapeRow<S>> {
  const given = Object(definition) as Readonly<Record<string, unknown>>
  const problems = unknownOptions(given, OPTIONS)
  const refuse = () => new ContractError('contract-invalid', `contract ${String(given['name'])}: ${problems.join('\n')}`, { problems })
  const shape = shapeProblems(given, { layers: LAYERS, access: ACCESS })
  problems.push(...shape)
  // What has no columns or no key can say nothing of them.
  if (shape.length) throw refuse()
  const columns: Column[] = []
  for (const [name, schema] of Object.entries(definition.row.shape)) {
    const read = readColumn(name, schema)
    columns.push(Object.freeze(read.column))
    problems.push(...read.problems)
  }
  const key = [...(definition.key ?? [])]
  problems.push(
    ...rowProblems(definition.row),
    ...contractProblems({
      name: definition.name,
      version: definition.version ?? 1,
      description: definition.description,
      owner: definition.owner,
      columns,
      key,
      referencing: Object.keys(definition.references ?? {}),
      deprecated: definition.deprecation?.date,
    }),
  )
  if (problems.length) throw refuse()

  // Taken out of the definition, which holds the zod object and would be kept with it.
  const targets: Readonly<Record<string, ReferenceTarget | undefined>> = definition.references ?? {}
  let references: readonly Reference[] | undefined
  const made: Contract<Name, ShapeRow<S>> = {
    name: definition.name,
    version: definition.version ?? 1,
    layer: definition.layer,
    access: definition.access ?? 'private',
    description: definition.description,
    owner: definition.owner,
    ...(definition.steward === undefined ? {} : { steward: definition.steward }),
    tags: definition.tags ?? [],
    ...(definition.deprecation === undefined ? {} : { deprecation: definition.deprecation }),
    sla: definition.sla ?? [],
    key,
    columns,
    get references() {
      return (references ??= Object.entries(targets).flatMap(([column, target]) =>
        target === undefined ? [] : [readReference(made, column, target)],
      ))
    },
  }
  if (columns.some((column) => column.rowOnly === true)) rowSchemas.set(made, definition.row as unknown as z.ZodObject)
  return Object.freeze(made)
}

const isContract = (value: unknown): value is AnyContract =>
  value !== null && typeof value === 'object' && 'columns' in value && 'key' in value && 'name' in value

/** What the row itself says beyond its columns. */
function rowProblems(row: z.core.$ZodType): string[] {
  const checks = row._zod.def.checks ?? []
  return checks.length === 0
    ? []
    : ['row: a refinement over the whole row is JavaScript, so no engine can check it: write a check, or do it in a model']
}

function readReference(from: AnyContract, column: string, target: ReferenceTarget): Reference {
  const fail = (problem: string) => new ContractError('contract-invalid', `contract ${from.name}: references: ${column} ${problem}`)
  const options = typeof target === 'function' ? { to: target } : target
  const to: unknown = options.to()
  if (to === undefined) throw fail('points at a contract that is not there yet (two files import each other before either is ready?)')
  if (!isContract(to)) throw fail('points at something that is not a contract')
  const asked = 'column' in options ? options.column : undefined
  const name = asked ?? (to.key.length === 1 ? to.key[0] : undefined)
  if (name === undefined) {
    throw fail(
      `→ ${to.name}: name the column, as ${to.name} ${to.key.length === 0 ? 'has no key' : `has the key (${to.key.join(', ')})`}: { to: () => …, column: '…' }`,
    )
  }
  const toColumn = columnOf(to, name)
  if (toColumn === undefined)
    throw fail(
      `→ ${to.name}: no column "${name}"${didYouMean(
        name,
        to.columns.map((candidate) => candidate.name),
      )}`,
    )
  const fromType = columnOf(from, column)?.type
  if (fromType !== undefined && !sameType(fromType, toColumn.type)) {
    throw fail(`is ${typeLabel(fromType)}, and ${to.name}.${name} is ${typeLabel(toColumn.type)}: a reference needs one type`)
  }
  return { column, to: to.name, toColumn: name, severity: ('severity' in options ? options.severity : undefined) ?? 'error' }
}

export const contractSchema: z.ZodType<ContractDocument> = z.object({
  name: z.string().min(1),
  version: z.int().min(1),
  layer: z.enum(LAYERS),
  access: z.enum(ACCESS),
  description: z.string(),
  owner: z.string(),
  steward: z.string().exactOptional(),
  tags: z.array(z.string()),
  deprecation: z.object({ date: z.string(), replacement: z.string().exactOptional() }).exactOptional(),
  sla: z.array(z.object({ property: z.string(), value: z.string(), unit: z.string().exactOptional() })),
  key: z.array(z.string()),
  columns: z.array(columnSchema),
  references: z.array(z.object({ column: z.string(), to: z.string(), toColumn: z.string(), severity: z.enum(['error', 'warn']) })),
})

const documents = new WeakMap<AnyContract, ContractDocument>()

/** The plain JSON of a contract, references resolved. */
export function contractDocument(source: AnyContract): ContractDocument {
  let document = documents.get(source)
  if (document === undefined) {
    const { $row: _, ...plain } = source
    document = Object.freeze(plain)
    if (Object.isFrozen(source)) documents.set(source, document)
  }
  return document
}

export function columnOf(document: ContractDocument, name: string): Column | undefined {
  return document.columns.find((column) => column.name === name)
}
