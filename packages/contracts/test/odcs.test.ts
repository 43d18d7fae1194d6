import { existsSync, readFileSync } from 'node:fs'
import { Ajv2019 } from 'ajv/dist/2019.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  contract,
  contractDocument,
  contractFromDocument,
  date,
  decimal,
  int64,
  json,
  bytes,
  localTimestamp,
  time,
  timestamp,
  toOdcs,
  type Column,
  type LogicalType,
} from '@meshwright/contracts'

const customers = contract({
  name: 'customers',
  layer: 'raw',
  description: 'One row per customer.',
  owner: 'sales',
  key: ['customer_id'],
  row: z.object({ customer_id: int64() }),
})

const orders = contract({
  name: 'orders',
  layer: 'raw',
  access: 'public',
  version: 2,
  description: 'One row per order.',
  owner: 'sales',
  steward: 'dewi',
  tags: ['shop'],
  deprecation: { date: '2027-02-28', replacement: 'sales_orders' },
  sla: [{ property: 'frequency', value: '1', unit: 'd' }],
  key: ['order_id', 'line'],
  row: z.object({
    order_id: int64({ min: 1n, max: 9223372036854775807n }),
    line: int64(),
    customer_id: int64().nullable(),
    amount: decimal(12, 2, { min: '0', max: '1000000.25' }),
    email: z.email().meta({ classification: 'pii.email', tags: ['contact'] }),
    status: z.enum(['new', 'paid']),
    code: z.string().min(2).max(8).describe('Printed on the parcel.'),
    placed: localTimestamp({ min: '2000-01-01T00:00:00' }),
    paid: timestamp({ zone: 'Asia/Jakarta' }),
    due: date({ format: '%d/%m/%Y' }),
    opens: time(),
    extra: json().nullable(),
    photo: bytes(),
    tags: z.array(z.string().nullable()),
    address: z.object({ street: z.string(), geo: z.object({ lat: z.number() }).nullable() }),
  }),
  references: { customer_id: { to: () => customers, severity: 'warn' } },
})

describe('toOdcs', () => {
  const document = toOdcs(orders, { project: 'shop' })
  const property = (name: string) => document.schema[0].properties.find((candidate) => candidate.name === name)

  test('names the contract, its state and its people as ODCS does', () => {
    expect(document).toMatchObject({
      apiVersion: 'v3.1.0',
      kind: 'DataContract',
      id: 'shop/orders',
      version: '2.0.0',
      status: 'deprecated',
      team: {
        name: 'sales',
        members: [
          { username: 'sales', role: 'owner' },
          { username: 'dewi', role: 'steward' },
        ],
      },
      slaProperties: [{ property: 'frequency', value: '1', unit: 'd' }],
    })
  })

  test('types keep what ODCS cannot say in options and custom properties', () => {
    expect(property('amount')).toMatchObject({
      logicalType: 'number',
      physicalType: 'decimal(12,2)',
      logicalTypeOptions: { minimum: 0, maximum: 1000000.25 },
      customProperties: [
        { property: 'precision', value: 12 },
        { property: 'scale', value: 2 },
      ],
    })
    expect(property('placed')).toMatchObject({
      logicalType: 'timestamp',
      logicalTypeOptions: { timezone: false, minimum: '2000-01-01T00:00:00' },
    })
    expect(property('paid')).toMatchObject({
      logicalType: 'timestamp',
      logicalTypeOptions: { timezone: true },
      customProperties: [{ property: 'inputTimezone', value: 'Asia/Jakarta' }],
    })
    expect(property('tags')).toMatchObject({ logicalType: 'array', items: { logicalType: 'string', required: false } })
    expect(property('address')?.properties?.map((field) => [field.name, field.logicalType, field.required])).toEqual([
      ['street', 'string', true],
      ['geo', 'object', false],
    ])
  })

  test('a bound that a JSON number would round is kept as text', () => {
    expect(property('order_id')).toMatchObject({
      logicalType: 'integer',
      logicalTypeOptions: { format: 'i64', minimum: 1 },
      customProperties: [{ property: 'maximum', value: '9223372036854775807' }],
    })
  })

  test('keys, references, nullability and rules', () => {
    expect(property('line')).toMatchObject({ primaryKey: true, primaryKeyPosition: 2, unique: false, required: true })
    expect(property('customer_id')).toMatchObject({ required: false, relationships: [{ type: 'foreignKey', to: 'customers.customer_id' }] })
    expect(property('customer_id')).not.toHaveProperty('quality')
    expect(property('status')?.quality).toMatchObject([
      { metric: 'nullValues', mustBe: 0 },
      { metric: 'invalidValues', arguments: { validValues: ['new', 'paid'] }, mustBe: 0 },
    ])
    expect(property('email')).toMatchObject({ classification: 'pii.email', tags: ['contact'] })
    expect(document.schema[0].quality).toMatchObject([
      { metric: 'duplicateValues', arguments: { properties: ['order_id', 'line'] }, mustBe: 0 },
    ])
  })

  test('a pattern is spelled as ECMAScript, which ODCS asks for', () => {
    const pattern = String(property('email')?.logicalTypeOptions?.['pattern'])
    expect(new RegExp(pattern, 'u').test('a@b.co')).toBe(true)
    expect(pattern).not.toContain('[:space:]')
  })

  test('the physical type is the one of a warehouse when asked for', () => {
    const typed = toOdcs(orders, { project: 'shop', physicalType: (type) => `X_${type.type}` })
    expect(typed.schema[0].properties[0]?.physicalType).toBe('X_int64')
  })
})

const schemaFile = new URL('../../../../shared/schemas/odcs/odcs-json-schema-v3.1.0.json', import.meta.url)
const reason = existsSync(schemaFile) ? '' : ' [skipped: the ODCS schema is not at ../shared/schemas/odcs]'
if (reason !== '') console.warn(`odcs.test.ts${reason}`)

describe.skipIf(reason !== '')(`toOdcs against the JSON schema of ODCS 3.1.0${reason}`, () => {
  const check = () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true })
    addFormats.default(ajv)
    const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object)
    return (document: unknown) => {
      validate(JSON.parse(JSON.stringify(document)))
      return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
    }
  }

  test('a contract that uses everything is valid, and the schema refuses what is not', () => {
    const errors = check()
    expect(errors(toOdcs(orders, { project: 'shop' }))).toEqual([])
    expect(errors(toOdcs(customers, { project: 'shop' }))).toEqual([])
    expect(errors({ ...toOdcs(customers, { project: 'shop' }), layer: 'raw' })).not.toEqual([])
    expect(errors({ ...toOdcs(customers, { project: 'shop' }), kind: 'Contract' })).not.toEqual([])
    const { schema, ...rest } = toOdcs(customers, { project: 'shop' })
    const changed = (change: object) => ({ ...rest, schema: [{ ...schema[0], properties: [{ ...schema[0].properties[0], ...change }] }] })
    expect(errors(changed({}))).toEqual([])
    expect(errors(changed({ nullable: false }))).not.toEqual([])
    expect(errors(changed({ quality: [{ type: 'library', metric: 'nullValues', mustBe: 0, mustBeLessThan: 1 }] }))).not.toEqual([])
  })

  test('so is every other contract', () => {
    const errors = check()
    fc.assert(
      fc.property(documents, (document) => {
        const made = contractFromDocument(document, 'generated')
        expect(errors(toOdcs(made, { project: 'any project' }))).toEqual([])
        expect(contractDocument(made)).toEqual(document)
      }),
      { numRuns: 300 },
    )
  })
})

const scalar: fc.Arbitrary<LogicalType> = fc.oneof(
  fc.constantFrom<LogicalType>(
    { type: 'string' },
    { type: 'boolean' },
    { type: 'int64' },
    { type: 'float64' },
    { type: 'date' },
    { type: 'time' },
    { type: 'timestamp' },
    { type: 'localTimestamp' },
    { type: 'json' },
    { type: 'bytes' },
  ),
  fc
    .tuple(fc.integer({ min: 1, max: 38 }), fc.nat(38))
    .map(([precision, scale]): LogicalType => ({ type: 'decimal', precision, scale: Math.min(precision, scale) })),
)

const types: fc.Arbitrary<LogicalType> = fc.letrec<{ type: LogicalType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.record({ element: tie('type'), elementNullable: fc.boolean() }).map((array): LogicalType => ({ type: 'array', ...array })),
    fc
      .dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.record({ type: tie('type'), nullable: fc.boolean() }, { noNullPrototype: true }), {
        minKeys: 1,
        maxKeys: 3,
        noNullPrototype: true,
      })
      .map((fields): LogicalType => ({ type: 'struct', fields })),
  ),
})).type

const rulesOf = (type: LogicalType): fc.Arbitrary<Column['rules']> => {
  switch (type.type) {
    case 'string':
      return fc.constantFrom<Column['rules']>(
        [],
        [
          { rule: 'minLength', value: 1 },
          { rule: 'maxLength', value: 9 },
        ],
        [
          { rule: 'pattern', pattern: '^[A-Z]+$' },
          { rule: 'pattern', pattern: '[[:digit:]]' },
        ],
        [{ rule: 'enum', values: ['a', 'b'] }],
        [{ rule: 'min', value: 'a' }],
      )
    case 'int64':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((bound) => [{ rule: 'min', value: String(bound), exclusive: true }])
    case 'float64':
      return fc.double().map((bound) => [{ rule: 'max', value: String(bound) }])
    case 'timestamp':
      return fc.constant([{ rule: 'min', value: '2020-01-01T00:00:00Z' }])
    default:
      return fc.constant([])
  }
}

const names = fc.stringMatching(/^[A-Za-zäß漢 .$-]{1,8}$/).filter((name) => name.trim() !== '')

const columns: fc.Arbitrary<Column> = types.chain((type) =>
  fc.record(
    {
      name: names,
      type: fc.constant(type),
      nullable: fc.boolean(),
      rules: rulesOf(type),
      description: fc.string(),
      classification: fc.constantFrom('pii.email', 'confidential'),
      tags: fc.array(fc.string()),
      rowOnly: fc.constant(true),
    },
    { requiredKeys: ['name', 'type', 'nullable', 'rules'], noNullPrototype: true },
  ),
)

const documents = fc
  .record(
    {
      name: fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/),
      version: fc.integer({ min: 1, max: 99 }),
      layer: fc.constantFrom('raw', 'staging', 'dimension', 'fact', 'mart'),
      access: fc.constantFrom('private', 'protected', 'public'),
      description: fc.constant('One row per thing.'),
      owner: fc.stringMatching(/^[a-z]+$/),
      steward: fc.string(),
      tags: fc.array(fc.string()),
      deprecation: fc.constant({ date: '2027-02-28' }),
      sla: fc.array(fc.record({ property: fc.string(), value: fc.string() }, { noNullPrototype: true })),
      columns: fc.uniqueArray(columns, { minLength: 1, maxLength: 6, selector: (column) => column.name.toLowerCase() }),
      key: fc.constant<string[]>([]),
    },
    {
      requiredKeys: ['name', 'version', 'layer', 'access', 'description', 'owner', 'tags', 'sla', 'columns', 'key'],
      noNullPrototype: true,
    },
  )
  .chain((document) =>
    fc.boolean().map((references) => ({
      ...document,
      references: references
        ? [{ column: document.columns[0]?.name ?? '', to: 'other', toColumn: document.columns[0]?.name ?? '', severity: 'error' as const }]
        : [],
    })),
  )
