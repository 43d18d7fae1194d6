/** Ten models over two raw tables, as text: what one team of a generated project looks after. */
export interface Subject {
  readonly raw: readonly Declaration[]
  readonly contracts: readonly Declaration[]
  readonly models: readonly Declaration[]
  /** Checks beyond the contracts, as expressions. */
  readonly checks: Declaration
}

/** One exported name, or one expression, with what it imports. */
export interface Declaration {
  /** What it exports; the file is named after it. */
  readonly name: string
  readonly text: string
  /** Contracts of any subject that it names. */
  readonly contracts: readonly string[]
  /** Package → the names it imports from there. */
  readonly packages: Readonly<Record<string, readonly string[]>>
}

export const MODELS_PER_SUBJECT = 10

/** `s0012`: subjects are numbered from 0. */
export const subjectName = (index: number): string => `s${String(index).padStart(4, '0')}`

/** The subject of a number. All but the first read two models of the one before: the longest path grows with the project. */
export function subject(index: number): Subject {
  const own = subjectName(index)
  const before = index === 0 ? own : subjectName(index - 1)
  return {
    raw: [ordersContract(own), customersContract(own)],
    contracts: [
      contractOf(own, 'StgOrders', 'staging', 'order_id', 'One row per order of a customer.', [...ORDER, PLACED_ON], {
        customer_id: `${own}StgCustomers`,
      }),
      contractOf(own, 'StgCustomers', 'staging', 'customer_id', 'One row per customer, spelled alike.', CUSTOMER, {}),
      contractOf(
        own,
        'DimCustomer',
        'dimension',
        'customer_id',
        'One row per customer with an address.',
        [...CUSTOMER.slice(0, 7), SEGMENT],
        {},
      ),
      contractOf(own, 'FctSales', 'fact', 'order_id', 'One row per order that was not cancelled.', [...ORDER, PLACED_ON], {
        customer_id: `${own}DimCustomer`,
      }),
      contractOf(own, 'FctCustomerSales', 'fact', 'customer_id', 'One row per customer who ordered.', TOTALS, {
        customer_id: `${own}DimCustomer`,
      }),
      contractOf(own, 'DmMonthly', 'mart', 'month', 'One row per month with an order.', MONTHLY, {}),
      contractOf(own, 'DmSegments', 'mart', 'segment', 'One row per segment with an order.', SEGMENTS, {}),
      contractOf(own, 'DmRanking', 'mart', 'customer_id', 'Customers by what they brought.', RANKING, { customer_id: `${own}DimCustomer` }),
      contractOf(own, 'DmGrowth', 'mart', 'month', 'Months beside those of another subject.', GROWTH, {}),
      contractOf(own, 'DmOverview', 'mart', 'month', 'Everything of a month.', OVERVIEW, {}),
    ],
    models: [
      modelOf(own, 'StgOrders', { o: `${own}Orders` }, STG_ORDERS, ['coalesce', 'literal', 'toDate', 'types']),
      modelOf(own, 'StgCustomers', { c: `${own}Customers` }, STG_CUSTOMERS, ['lower', 'trim'], 'view'),
      modelOf(own, 'DimCustomer', { c: `${own}StgCustomers` }, DIM_CUSTOMER, ['coalesce', 'literal', 'types']),
      modelOf(own, 'FctSales', { o: `${own}StgOrders`, c: `${own}DimCustomer` }, FCT_SALES),
      modelOf(own, 'FctCustomerSales', { s: `${own}FctSales` }, FCT_CUSTOMER_SALES, [
        'avg',
        'coalesce',
        'countAll',
        'countIf',
        'literal',
        'max',
        'min',
        'orZero',
        'sum',
        'types',
      ]),
      modelOf(own, 'DmMonthly', { s: `${own}FctSales` }, DM_MONTHLY, [
        'avg',
        'countAll',
        'countDistinct',
        'max',
        'min',
        'orZero',
        'sum',
        'truncateDate',
      ]),
      modelOf(own, 'DmSegments', { s: `${own}FctSales`, c: `${own}DimCustomer` }, DM_SEGMENTS, [
        'avg',
        'countAll',
        'countDistinct',
        'max',
        'min',
        'orZero',
        'sum',
      ]),
      modelOf(own, 'DmRanking', { t: `${own}FctCustomerSales`, c: `${own}DimCustomer` }, DM_RANKING, ['rank', 'rowNumber']),
      modelOf(own, 'DmGrowth', { m: `${own}DmMonthly`, o: index === 0 ? `${own}DmMonthly` : `${before}DmGrowth` }, DM_GROWTH, [
        'orZero',
        'subtract',
        'cast',
        'types',
      ]),
      modelOf(own, 'DmOverview', { m: `${own}DmMonthly`, g: `${own}DmGrowth` }, DM_OVERVIEW, ['multiply', 'cast', 'types']),
    ],
    checks: {
      name: `${own}Checks`,
      text: `checks(${own}FctSales, (check) => [check.rowCount({ min: 1 })]),
  checks(${own}DmMonthly, (check) => [check.sameSum('revenue', () => ${own}FctSales, 'amount')])`,
      contracts: [`${own}FctSales`, `${own}DmMonthly`],
      packages: { '@meshwright/quality': ['checks'] },
    },
  }
}

type Column = readonly [name: string, schema: string]

const ORDER: readonly Column[] = [
  ['order_id', "int64().describe('The order.')"],
  ['customer_id', "int64().describe('Who ordered.')"],
  ['channel', "z.enum(['web', 'shop', 'phone']).describe('Where it was ordered.')"],
  ['status', "z.string().min(1).max(20).describe('How far it is.')"],
  ['amount', "decimal(12, 2, { min: '0' }).describe('What it brought, in euro.')"],
  ['pieces', "int64({ min: 1n }).describe('How many pieces.')"],
  ['note', "z.string().nullable().describe('What the customer wrote.')"],
]
const PLACED_ON: Column = ['placed_on', "date().describe('The day it was placed.')"]

const CUSTOMER: readonly Column[] = [
  ['customer_id', "int64().describe('The customer.')"],
  ['full_name', "z.string().min(1).meta({ description: 'As registered.', classification: 'pii.name' })"],
  ['email', "z.email().meta({ description: 'In lower case.', classification: 'pii.email' })"],
  ['city', "z.string().describe('The city of the address.')"],
  ['country', "z.string().length(2).describe('ISO 3166.')"],
  ['registered_at', "timestamp().describe('When the account was made.')"],
  ['newsletter', "z.boolean().describe('Whether mail may be sent.')"],
  ['segment', "z.string().nullable().describe('As marketing counts.')"],
]
const SEGMENT: Column = ['segment', "z.string().describe('As marketing counts.')"]

const REVENUE: Column = ['revenue', "decimal(38, 2, { min: '0' }).describe('What orders brought, in euro.')"]
const SMALLEST: Column = ['smallest', "decimal(12, 2).nullable().describe('The smallest order, in euro.')"]
const LARGEST: Column = ['largest', "decimal(12, 2).nullable().describe('The largest order, in euro.')"]
const AVERAGE: Column = ['average', "decimal(38, 4).nullable().describe('The mean order, in euro.')"]
const ORDERS: Column = ['orders', "int64({ min: 1n }).describe('How many orders.')"]
const CUSTOMERS: Column = ['customers', "int64({ min: 1n }).describe('How many customers.')"]
const PIECES: Column = ['pieces', "decimal(38, 0, { min: '0' }).describe('How many pieces.')"]
const MONTH: Column = ['month', "date().describe('The first day of the month.')"]
const TOTALS: readonly Column[] = [
  ['customer_id', "int64().describe('Who ordered.')"],
  ['first_on', "date().nullable().describe('The day of the first order.')"],
  REVENUE,
  SMALLEST,
  LARGEST,
  AVERAGE,
  ORDERS,
  ['by_phone', "int64({ min: 0n }).describe('How many of them by phone.')"],
]
const MONTHLY: readonly Column[] = [MONTH, REVENUE, SMALLEST, LARGEST, AVERAGE, ORDERS, CUSTOMERS, PIECES]
const SEGMENTS: readonly Column[] = [['segment', "z.string().describe('As marketing counts.')"], ...MONTHLY.slice(1)]
const RANKING: readonly Column[] = [
  ['customer_id', "int64().describe('The customer.')"],
  ['full_name', "z.string().meta({ description: 'As registered.', classification: 'pii.name' })"],
  ['segment', "z.string().describe('As marketing counts.')"],
  ['country', "z.string().describe('ISO 3166.')"],
  REVENUE,
  ORDERS,
  ['place', "int64({ min: 1n }).describe('Place among all, 1 brought most.')"],
  ['place_in_country', "int64({ min: 1n }).describe('Place in the country, no two alike.')"],
]
const GROWTH: readonly Column[] = [
  MONTH,
  REVENUE,
  ['other_revenue', "decimal(38, 2).describe('What the other subject brought.')"],
  ['more', "decimal(38, 2).describe('How much more this one brought.')"],
  ORDERS,
  CUSTOMERS,
  AVERAGE,
  LARGEST,
]
const OVERVIEW: readonly Column[] = [
  MONTH,
  REVENUE,
  ['more', "decimal(38, 2).describe('More than the other subject.')"],
  ORDERS,
  CUSTOMERS,
  PIECES,
  ['times', "decimal(38, 0).describe('Orders times customers.')"],
  AVERAGE,
]

const STG_ORDERS = `db
    .selectFrom('o')
    .where('o.status', '!=', 'test')
    .select(({ ref }) => [
      'o.order_id',
      'o.customer_id',
      'o.channel',
      coalesce(ref('o.status'), literal('new', types.string)).as('status'),
      'o.amount',
      'o.pieces',
      'o.note',
      toDate(ref('o.placed_at')).as('placed_on'),
    ])`
const STG_CUSTOMERS = `db
    .selectFrom('c')
    .select(({ ref }) => [
      'c.customer_id',
      trim(ref('c.full_name')).as('full_name'),
      lower(ref('c.email')).as('email'),
      'c.city',
      'c.country',
      'c.registered_at',
      'c.newsletter',
      'c.segment',
    ])`
const DIM_CUSTOMER = `db
    .selectFrom('c')
    .where('c.city', '!=', '')
    .select(({ ref }) => [
      'c.customer_id',
      'c.full_name',
      'c.email',
      'c.city',
      'c.country',
      'c.registered_at',
      'c.newsletter',
      coalesce(ref('c.segment'), literal('none', types.string)).as('segment'),
    ])`
const FCT_SALES = `db
    .selectFrom('o')
    .innerJoin('c', 'c.customer_id', 'o.customer_id')
    .where('o.status', '!=', 'cancelled')
    .select(['o.order_id', 'c.customer_id', 'o.channel', 'o.status', 'o.amount', 'o.pieces', 'o.note', 'o.placed_on'])`
const FCT_CUSTOMER_SALES = `db
    .selectFrom('s')
    .select(({ eb, ref }) => [
      's.customer_id',
      min(ref('s.placed_on')).as('first_on'),
      orZero(sum(ref('s.amount'))).as('revenue'),
      min(ref('s.amount')).as('smallest'),
      max(ref('s.amount')).as('largest'),
      avg(ref('s.amount'), { scale: 4 }).as('average'),
      countAll().as('orders'),
      countIf(eb(coalesce(ref('s.note'), literal('', types.string)), '=', 'phone')).as('by_phone'),
    ])
    .groupBy('s.customer_id')`
const MEASURES = `orZero(sum(ref('s.amount'))).as('revenue'),
      min(ref('s.amount')).as('smallest'),
      max(ref('s.amount')).as('largest'),
      avg(ref('s.amount'), { scale: 4 }).as('average'),
      countAll().as('orders'),
      countDistinct(ref('s.customer_id')).as('customers'),
      orZero(sum(ref('s.pieces'))).as('pieces'),`
const DM_MONTHLY = `db
    .selectFrom('s')
    .select(({ ref }) => [
      truncateDate('month', ref('s.placed_on')).as('month'),
      ${MEASURES}
    ])
    .groupBy('month')`
const DM_SEGMENTS = `db
    .selectFrom('s')
    .innerJoin('c', 'c.customer_id', 's.customer_id')
    .select(({ ref }) => [
      'c.segment',
      ${MEASURES}
    ])
    .groupBy('c.segment')`
const DM_RANKING = `db
    .selectFrom('t')
    .innerJoin('c', 'c.customer_id', 't.customer_id')
    .select(({ ref }) => [
      'c.customer_id',
      'c.full_name',
      'c.segment',
      'c.country',
      't.revenue',
      't.orders',
      rank({ orderBy: [{ by: ref('t.revenue'), order: 'desc' }] }).as('place'),
      rowNumber({ partitionBy: [ref('c.country')], orderBy: [{ by: ref('t.revenue'), order: 'desc' }, ref('c.customer_id')] }).as('place_in_country'),
    ])`
const DM_GROWTH = `db
    .selectFrom('m')
    .leftJoin('o', 'o.month', 'm.month')
    .select(({ ref }) => [
      'm.month',
      'm.revenue',
      orZero(ref('o.revenue')).as('other_revenue'),
      cast(subtract(ref('m.revenue'), orZero(ref('o.revenue'))), types.decimal(38, 2)).as('more'),
      'm.orders',
      'm.customers',
      'm.average',
      'm.largest',
    ])`
const DM_OVERVIEW = `db
    .selectFrom('m')
    .innerJoin('g', 'g.month', 'm.month')
    .select(({ ref }) => [
      'm.month',
      'm.revenue',
      'g.more',
      'm.orders',
      'm.customers',
      'm.pieces',
      cast(multiply(ref('m.orders'), ref('m.customers')), types.decimal(38, 0)).as('times'),
      'm.average',
    ])`

function ordersContract(own: string): Declaration {
  return contractOf(
    own,
    'Orders',
    'raw',
    'order_id',
    'One row per order, as the shop holds it.',
    [...ORDER, ['placed_at', "localTimestamp().describe('On the clock of the shop.')"]],
    { customer_id: `${own}Customers` },
  )
}

function customersContract(own: string): Declaration {
  return contractOf(own, 'Customers', 'raw', 'customer_id', 'One row per customer, as the shop holds it.', CUSTOMER, {})
}

function contractOf(
  own: string,
  what: string,
  layer: string,
  key: string,
  description: string,
  columns: readonly Column[],
  references: Readonly<Record<string, string>>,
): Declaration {
  const name = `${own}${what}`
  const schemas = columns.map(([, schema]) => schema).join(' ')
  const types = ['date', 'decimal', 'int64', 'localTimestamp', 'timestamp'].filter((type) => new RegExp(`\\b${type}\\(`).test(schemas))
  const pointing = Object.entries(references).map(([column, to]) => `${column}: () => ${to}`)
  return {
    name,
    text: `export const ${name} = contract({
  name: '${tableName(name)}',
  layer: '${layer}',
  key: ['${key}'],
  owner: '${own}',
  access: '${layer === 'mart' ? 'public' : 'protected'}',
  description: '${description}',
  row: z.object({
${columns.map(([column, schema]) => `    ${column}: ${schema},`).join('\n')}
  }),${pointing.length ? `\n  references: { ${pointing.join(', ')} },` : ''}
})`,
    contracts: Object.values(references),
    packages: { '@meshwright/contracts': ['contract', ...types], zod: ['* as z'] },
  }
}

function modelOf(
  own: string,
  what: string,
  upstream: Readonly<Record<string, string>>,
  query: string,
  functions: readonly string[] = [],
  materialization?: 'view',
): Declaration {
  const name = `${own}${what}`
  const names = Object.entries(upstream).map(([alias, contract]) => `${alias}: ${contract}`)
  return {
    name: `${name}Model`,
    text: `export const ${name}Model = model(${name}, { ${names.join(', ')} }, (db) =>
  ${query}${materialization === undefined ? '' : `,\n  { materialization: '${materialization}' }`},
)`,
    contracts: [name, ...Object.values(upstream)],
    packages: { '@meshwright/models': ['model'], ...(functions.length ? { '@meshwright/sql': functions } : {}) },
  }
}

/** `s0012_stg_orders` of `s0012StgOrders`. */
const tableName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
