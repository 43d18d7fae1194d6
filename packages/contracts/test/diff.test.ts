import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  diffManifests,
  KINDS_OF_CHANGE,
  manifestDiffSchema,
  parseDocument,
  type CheckSpec,
  type Column,
  type ContractDocument,
  type LogicalType,
  type Manifest,
} from '@meshwright/contracts'

const column = (name: string, change: Partial<Column> = {}): Column => ({
  name,
  type: { type: 'int64' },
  nullable: false,
  rules: [],
  ...change,
})
const table = (change: Partial<ContractDocument> = {}): ContractDocument => ({
  name: 'orders',
  version: 1,
  layer: 'mart',
  access: 'public',
  description: 'Orders.',
  owner: 'sales',
  tags: [],
  sla: [],
  key: ['id'],
  columns: [column('id'), column('amount', { type: { type: 'decimal', precision: 12, scale: 2 } }), column('city', { nullable: true })],
  references: [],
  ...change,
})
const manifest = (contracts: readonly ContractDocument[], change: Partial<Manifest> = {}): Manifest => ({
  document: 'manifest',
  documentVersion: 2,
  project: 'shop',
  description: '',
  environment: { name: 'dev', warehouse: 'duckdb', schema: 'main', file: null },
  definitions: {},
  contracts: contracts as Manifest['contracts'],
  sources: [],
  models: [],
  checks: {},
  owners: [],
  fingerprint: '',
  ...change,
})
const options = { promised: () => [] }
const diff = (old: ContractDocument, now: ContractDocument) => diffManifests(manifest([old]), manifest([now]), options)
const kinds = (old: ContractDocument, now: ContractDocument) => diff(old, now).changes.map((change) => change.kind)

/** The table with one of its columns changed. */
const withColumn = (name: string, change: Partial<Column>) =>
  table({ columns: table().columns.map((each) => (each.name === name ? { ...each, ...change } : each)) })
const decimal = (precision: number, scale: number): LogicalType => ({ type: 'decimal', precision, scale })
const list = (element: LogicalType, elementNullable = false): LogicalType => ({ type: 'array', element, elementNullable })
const struct = (nullable: Readonly<Record<string, boolean>>): LogicalType => ({
  type: 'struct',
  fields: Object.fromEntries(Object.entries(nullable).map(([name, may]) => [name, { type: { type: 'int64' }, nullable: may }])),
})
const amount = (type: LogicalType) => withColumn('amount', { type })
const ruled = (...rules: Column['rules']) => withColumn('amount', { rules })
const enums = (...values: string[]) => withColumn('city', { type: { type: 'string' }, rules: [{ rule: 'enum', values }] })
const reference = { column: 'city', to: 'cities', toColumn: 'id', severity: 'error' as const }

describe('each kind of change, and its reverse', () => {
  test.each<[string, ContractDocument, ContractDocument, readonly string[], readonly string[]]>([
    [
      'a nullable column',
      table(),
      table({ columns: [...table().columns, column('note', { nullable: true })] }),
      ['column-added'],
      ['column-removed'],
    ],
    [
      'a column that is never null',
      table(),
      table({ columns: [...table().columns, column('note')] }),
      ['column-added-required'],
      ['column-removed'],
    ],
    ['more digits before the point', amount(decimal(12, 2)), amount(decimal(14, 2)), ['type-widened'], ['type-narrowed']],
    ['more digits after the point', amount(decimal(12, 2)), amount(decimal(14, 4)), ['type-widened'], ['type-narrowed']],
    ['digits moved across the point', amount(decimal(12, 2)), amount(decimal(12, 4)), ['type-changed'], ['type-changed']],
    [
      'int64 to a decimal that holds it',
      withColumn('id', {}),
      withColumn('id', { type: decimal(21, 2) }),
      ['type-widened'],
      // What was text is a bigint now.
      ['type-changed'],
    ],
    [
      'elements of int64 to decimals that hold them',
      amount(list({ type: 'int64' })),
      amount(list(decimal(21, 2))),
      ['type-widened'],
      ['type-changed'],
    ],
    ['int64 to a smaller decimal', withColumn('id', {}), withColumn('id', { type: decimal(10, 0) }), ['type-changed'], ['type-changed']],
    ['elements that may be null', amount(list(decimal(9, 2))), amount(list(decimal(9, 2), true)), ['type-widened'], ['type-narrowed']],
    [
      'a longer element that is never null',
      amount(list(decimal(9, 2), true)),
      amount(list(decimal(12, 2))),
      ['type-changed'],
      ['type-changed'],
    ],
    [
      'a field that may be null',
      amount(struct({ a: false, b: false })),
      amount(struct({ b: false, a: true })),
      ['type-widened'],
      ['type-narrowed'],
    ],
    [
      'a field that may be null, and one that may no longer be',
      amount(struct({ a: false, b: true })),
      amount(struct({ a: true, b: false })),
      ['type-changed'],
      ['type-changed'],
    ],
    ['a further field', amount(struct({ a: false })), amount(struct({ a: false, b: true })), ['type-changed'], ['type-changed']],
    ['number to text', table(), amount({ type: 'string' }), ['type-changed'], ['type-changed']],
    ['nulls', withColumn('amount', {}), withColumn('amount', { nullable: true }), ['nullable-added'], ['nullable-removed']],
    ['a rule', table(), ruled({ rule: 'min', value: '0.00' }), ['rule-added'], ['rule-removed']],
    [
      'a higher least value',
      ruled({ rule: 'min', value: '0.00' }),
      ruled({ rule: 'min', value: '10.00' }),
      ['rule-tightened'],
      ['rule-loosened'],
    ],
    [
      'a higher greatest value',
      ruled({ rule: 'max', value: '9.00' }),
      ruled({ rule: 'max', value: '10.00' }),
      ['rule-loosened'],
      ['rule-tightened'],
    ],
    [
      'a bound that is left out',
      ruled({ rule: 'min', value: '0.00' }),
      ruled({ rule: 'min', value: '0.00', exclusive: true }),
      ['rule-tightened'],
      ['rule-loosened'],
    ],
    [
      'shorter texts',
      ruled({ rule: 'maxLength', value: 10 }),
      ruled({ rule: 'maxLength', value: 5 }),
      ['rule-tightened'],
      ['rule-loosened'],
    ],
    [
      'another pattern',
      ruled({ rule: 'pattern', pattern: '^a' }),
      ruled({ rule: 'pattern', pattern: '^b' }),
      ['rule-changed'],
      ['rule-changed'],
    ],
    [
      'another label of a pattern',
      ruled({ rule: 'pattern', pattern: '^a', label: 'a word' }),
      ruled({ rule: 'pattern', pattern: '^a' }),
      [],
      [],
    ],
    ['a value of an enum', enums('S', 'M'), enums('S', 'M', 'L'), ['enum-value-added'], ['enum-value-removed']],
    ['a refinement in JavaScript', table(), withColumn('city', { rowOnly: true }), ['refinement-added'], ['refinement-removed']],
    ['a date format', table(), withColumn('city', { input: { format: '%d/%m/%Y' } }), ['input-changed'], ['input-changed']],
    [
      'the zone of naive text',
      table(),
      withColumn('city', { input: { zone: 'Asia/Jakarta' } }),
      ['input-zone-changed'],
      ['input-zone-changed'],
    ],
    ['a key', table({ key: [] }), table(), ['key-added'], ['key-removed']],
    ['a longer key', table(), table({ key: ['city', 'id'] }), ['key-extended'], ['key-reduced']],
    ['another key', table(), table({ key: ['city'] }), ['key-changed'], ['key-changed']],
    ['a reference', table(), table({ references: [reference] }), ['reference-added'], ['reference-removed']],
    [
      'a reference that warns',
      table({ references: [reference] }),
      table({ references: [{ ...reference, severity: 'warn' }] }),
      ['reference-weakened'],
      ['reference-strengthened'],
    ],
    [
      'a reference to elsewhere',
      table({ references: [reference] }),
      table({ references: [{ ...reference, to: 'towns' }] }),
      ['reference-changed'],
      ['reference-changed'],
    ],
    ['access', table({ access: 'public' }), table({ access: 'private' }), ['access-narrowed'], ['access-widened']],
    ['the version', table(), table({ version: 2 }), ['version-changed'], ['version-lowered']],
    ['the order of columns', table(), table({ columns: table().columns.toReversed() }), ['columns-reordered'], ['columns-reordered']],
    ['a classification', table(), withColumn('city', { classification: 'pii' }), ['classification-changed'], ['classification-changed']],
    ['what a column means', table(), withColumn('city', { description: 'Where.' }), ['description-changed'], ['description-changed']],
    [
      'layer, owner, steward',
      table(),
      table({ layer: 'fact', owner: 'it', steward: 'ada' }),
      ['layer-changed', 'owner-changed', 'owner-changed'],
      ['layer-changed', 'owner-changed', 'owner-changed'],
    ],
    ['an end', table(), table({ deprecation: { date: '2027-02-28' } }), ['deprecation-changed'], ['deprecation-changed']],
    [
      'a service level',
      table(),
      table({ sla: [{ property: 'frequency', value: '1', unit: 'd' }] }),
      ['service-level-changed'],
      ['service-level-changed'],
    ],
    ['tags', table(), table({ tags: ['money'] }), ['tags-changed'], ['tags-changed']],
  ])('%s', (_, old, now, forth, back) => {
    expect(kinds(old, now)).toEqual(forth)
    expect(kinds(now, old)).toEqual(back)
  })

  test('a declared rename is one change, keys and types follow it', () => {
    const now = table({ key: ['order_id'], columns: [column('order_id', { renamedFrom: 'id' }), ...table().columns.slice(1)] })
    expect(diff(table(), now).changes).toMatchObject([
      { kind: 'column-renamed', column: 'order_id', old: 'id', new: 'order_id', readers: 'breaking', writers: 'breaking' },
    ])
    const undeclared = table({ key: ['order_id'], columns: [column('order_id'), ...table().columns.slice(1)] })
    expect(kinds(table(), undeclared)).toEqual(['column-added-required', 'column-removed', 'key-changed'])
    // Once everybody knows the new name, the declaration says nothing any more.
    expect(kinds(now, now)).toEqual([])
  })

  test('is said in words, and what was not there is null', () => {
    expect(diff(table({ key: [] }), table()).changes).toMatchObject([{ old: null, new: 'id' }])
    expect(diff(table(), table({ key: [] })).changes).toMatchObject([{ old: 'id', new: null }])
    expect(diff(table({ references: [{ ...reference, severity: 'warn' }] }), table({ references: [reference] })).changes).toMatchObject([
      { column: 'city', old: 'cities.id (warns)', new: 'cities.id' },
    ])
    expect(diff(enums('S'), enums('M')).changes).toMatchObject([
      { column: 'city', old: null, new: '"M"' },
      { column: 'city', old: '"S"', new: null },
    ])
  })

  test('a bound in another type that means the same is no change', () => {
    const old = withColumn('amount', { type: decimal(12, 2), rules: [{ rule: 'min', value: '0.00' }] })
    const now = withColumn('amount', { type: decimal(14, 4), rules: [{ rule: 'min', value: '0.0000' }] })
    expect(kinds(old, now)).toEqual(['type-widened'])
    expect(kinds(now, old)).toEqual(['type-narrowed'])
  })
})

const check = (change: Partial<CheckSpec> = {}): CheckSpec => ({
  name: 'own',
  check: 'satisfies',
  columns: ['id'],
  severity: 'error',
  description: 'It holds.',
  params: {},
  reads: [],
  ...change,
})
const checked = (...checks: CheckSpec[]) => manifest([table()], { checks: { orders: checks } as unknown as Manifest['checks'] })

test.each<[string, Manifest, Manifest, readonly string[], readonly string[]]>([
  ['a check', checked(), checked(check()), ['check-added'], ['check-removed']],
  ['a warning', checked(), checked(check({ severity: 'warn' })), ['warning-added'], ['warning-removed']],
  ['a check that only warns', checked(check()), checked(check({ severity: 'warn' })), ['check-weakened'], ['check-strengthened']],
  ['what a check says', checked(check()), checked(check({ params: { at: 1 } })), ['check-changed'], ['check-changed']],
  [
    'what a warning says',
    checked(check({ severity: 'warn' })),
    checked(check({ severity: 'warn', params: { at: 1 } })),
    ['warning-changed'],
    ['warning-changed'],
  ],
  ['a table', manifest([]), manifest([table()]), ['table-added'], ['table-removed']],
])('%s', (_, old, now, forth, back) => {
  expect(diffManifests(old, now, options).changes.map((change) => change.kind)).toEqual(forth)
  expect(diffManifests(now, old, options).changes.map((change) => change.kind)).toEqual(back)
})

test('checks that follow from the contract are not told beside it', () => {
  const promised = { promised: () => [check()] }
  expect(diffManifests(checked(), checked(check()), promised).changes).toEqual([])
})

const model = (name: string, upstream: string, columns: Record<string, string>, change: object = {}): Manifest['models'][number] => ({
  name,
  materialization: 'table',
  upstream: { t: upstream },
  tree: { columns },
  sql: 'select',
  dialect: 'duckdb',
  fingerprint: '',
  lineage: {
    columns: Object.fromEntries(
      Object.entries(columns).map(([own, source]) => [own, [{ relation: upstream, column: source, kind: 'copied' }]]),
    ),
    indirect: [],
    opaque: false,
  },
  ...change,
})

test('affected tables are found along the lineage of columns, with their owners', () => {
  const contracts = [
    table(),
    table({ name: 'daily', owner: 'finance' }),
    table({ name: 'board', owner: 'ceo' }),
    table({ name: 'places', owner: 'it' }),
  ]
  const models = [
    model('daily', 'orders', { revenue: 'amount', day: 'id' }),
    model('board', 'daily', { total: 'revenue' }),
    model('places', 'orders', { city: 'city' }),
  ]
  const old = manifest(contracts, { models })
  const changedTo = (first: ContractDocument) => diffManifests(old, manifest([first, ...contracts.slice(1)], { models }), options)
  expect(changedTo(withColumn('amount', { nullable: true })).affected).toEqual([
    { table: 'daily', owner: 'finance', columns: ['revenue'], from: ['orders'] },
    { table: 'board', owner: 'ceo', columns: ['total'], from: ['orders'] },
  ])
  expect(changedTo(withColumn('amount', { nullable: false, tags: ['x'] })).affected).toEqual([])
  expect(changedTo(table({ key: [] })).affected.map((each) => each.table)).toEqual(['daily', 'places', 'board'])
  const renamed = table({
    columns: table().columns.map((each) => (each.name === 'amount' ? { ...each, name: 'sum', renamedFrom: 'amount' } : each)),
  })
  expect(changedTo(renamed).affected.map(({ table, columns }) => [table, columns])).toEqual([
    ['daily', ['revenue']],
    ['board', ['total']],
  ])
})

test('affected is also what filters or joins by a column, what cannot be seen into, and what several ways or changes lead to', () => {
  const uses = [{ relation: 'orders', column: 'city', kind: 'filter' }]
  const models = [
    model('near', 'orders', { id: 'id' }, { lineage: { columns: {}, indirect: uses, opaque: false } }),
    model('script', 'orders', {}, { lineage: { columns: {}, indirect: [], opaque: true } }),
    model('fact', 'orders', { id: 'id', net: 'amount' }),
    {
      ...model('report', 'orders', { gross: 'amount' }),
      upstream: { o: 'orders', f: 'fact' },
      lineage: {
        columns: {
          gross: [{ relation: 'orders', column: 'amount', kind: 'copied' }],
          net: [{ relation: 'fact', column: 'net', kind: 'copied' }],
        },
        indirect: [],
        opaque: false,
      },
    } as Manifest['models'][number],
    model('page', 'report', { net: 'net' }),
    model('board', 'page', { net: 'net', other: 'other' }),
  ]
  const contracts = [table(), ...models.map(({ name }) => table({ name, owner: name }))]
  const reach = (...changed: ContractDocument[]) => {
    const now = contracts.map((each) => changed.find(({ name }) => name === each.name) ?? each)
    const { affected } = diffManifests(manifest(contracts, { models }), manifest(now, { models }), options)
    return Object.fromEntries(affected.map(({ table, columns, from }) => [table, [columns.toSorted(), from]]))
  }
  expect(reach(withColumn('city', { type: { type: 'string' } }))).toEqual({ near: [[], ['orders']], script: [[], ['orders']] })
  const further = {
    fact: [['net'], ['orders']],
    report: [['gross', 'net'], ['orders']],
    page: [['net'], ['orders']],
    board: [['net'], ['orders']],
  }
  expect(reach(withColumn('amount', { nullable: true }))).toEqual({ script: [[], ['orders']], ...further })
  const fact = { ...withColumn('amount', { nullable: true }), name: 'fact', owner: 'fact' }
  expect(reach(withColumn('amount', { nullable: true }), { ...fact, key: [] })).toMatchObject({
    report: [
      ['gross', 'net'],
      ['orders', 'fact'],
    ],
    board: [['net'], ['orders', 'fact']],
  })
})

test('a query that changed under the same contract changes the meaning; another dialect or place does not', () => {
  const made = (change: object) => manifest([table()], { models: [model('orders', 'raw', { id: 'id' }, change)] })
  expect(diffManifests(made({}), made({ sql: 'other', dialect: 'postgres' }), options).changes).toEqual([])
  const { changes, step } = diffManifests(made({}), made({ tree: { columns: {}, where: 1 } }), options)
  expect(changes).toMatchObject([{ kind: 'query-changed', readers: 'meaning', writers: 'safe' }])
  expect(step).toBe('minor')
  expect(diffManifests(made({}), made({ materialization: 'view' }), options)).toMatchObject({
    step: 'patch',
    changes: [{ kind: 'materialization-changed' }],
  })
})

test('what breaks readers asks for the next version, unless it was given', () => {
  expect(diff(table(), table({ key: [] }))).toMatchObject({ step: 'major', undeclared: [{ table: 'orders', version: 1, next: 2 }] })
  expect(diff(table(), table({ key: [], version: 2 }))).toMatchObject({ step: 'major', undeclared: [] })
  expect(diffManifests(manifest([table()]), manifest([]), options)).toMatchObject({
    step: 'major',
    undeclared: [{ table: 'orders', version: 1, next: null }],
  })
  expect(diff(table(), ruled({ rule: 'min', value: '0.00' }))).toMatchObject({ step: 'minor', undeclared: [] })
  expect(diff(table(), table({ owner: 'it' }))).toMatchObject({ step: 'patch' })
  expect(diff(table(), table())).toMatchObject({ step: 'none', changes: [] })
})

describe('of any contracts', () => {
  const types = fc.oneof(
    fc.constantFrom<LogicalType>({ type: 'int64' }, { type: 'string' }, { type: 'date' }, { type: 'boolean' }),
    fc
      .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 8 }))
      .map(([whole, scale]): LogicalType => decimal(whole + scale, scale)),
  )
  const columns = fc
    .record({ type: types, nullable: fc.boolean(), name: fc.constantFrom('a', 'b', 'c', 'd') })
    .map(({ name, ...rest }) => column(name, rest))
  const contracts = fc
    .record({
      columns: fc.uniqueArray(columns, { selector: (each) => each.name, minLength: 1 }),
      version: fc.integer({ min: 1, max: 3 }),
      owner: fc.constantFrom('x', 'y'),
    })
    .map((change) => table({ key: [], ...change }))

  test('equal ones have no change, different ones have at least one, and the document is valid', () => {
    fc.assert(
      fc.property(contracts, contracts, (a, b) => {
        expect(kinds(a, a)).toEqual([])
        const found = diff(a, b)
        expect(found.changes.length > 0).toBe(JSON.stringify(a) !== JSON.stringify(b))
        parseDocument(manifestDiffSchema, JSON.parse(JSON.stringify(found)), 'a diff')
      }),
    )
  })

  test('the reverse of widening is narrowing, and a change where readers would hold another kind of value', () => {
    const shape = (type: LogicalType): unknown =>
      type.type === 'array'
        ? [shape(type.element)]
        : type.type === 'struct'
          ? Object.entries(type.fields)
              .map(([name, field]) => [name, shape(field.type)])
              .sort()
          : type.type
    fc.assert(
      fc.property(types, types, (a, b) => {
        const [forth, back] = [kinds(amount(a), amount(b)), kinds(amount(b), amount(a))].map((found) => found[0])
        const alike = JSON.stringify(shape(a)) === JSON.stringify(shape(b))
        const reverse = {
          'type-widened': alike ? ['type-narrowed'] : ['type-changed'],
          'type-narrowed': ['type-widened'],
          'type-changed': alike ? ['type-changed'] : ['type-changed', 'type-widened'],
        }
        expect(forth === undefined ? [undefined] : reverse[forth as keyof typeof reverse]).toContain(back)
      }),
    )
  })
})

test('every kind is one that somebody could meet', () => {
  for (const [kind, { readers, writers, why }] of Object.entries(KINDS_OF_CHANGE)) {
    expect(['breaking', 'meaning', 'safe'], kind).toEqual(expect.arrayContaining([readers, writers]))
    expect(why.length, kind).toBeGreaterThan(10)
  }
})
