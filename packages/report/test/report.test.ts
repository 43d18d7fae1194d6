import { contract, decimal, float64, int64, type ReportInput } from '@meshwright/contracts'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { barChart, dataState, markup, matrix, report, ReportError } from '../src/index.ts'
import { readMarkup } from './markup.ts'
import { check, emptyInput, input, monthly, pageOf, shopReport, state } from './shop.ts'

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ')

describe('a page', () => {
  it('is the same for the same input, in whatever order the rows come', async () => {
    const reversed = Object.fromEntries(Object.entries(input.tables).map(([name, rows]) => [name, [...rows].reverse()]))
    expect(await pageOf(reversed)).toBe(await pageOf())
    expect(
      await pageOf(
        {},
        { loads: [...state.loads].reverse(), checks: [...state.checks].reverse(), relations: [...state.relations].reverse() },
      ),
    ).toBe(await pageOf())
  })

  it('fetches nothing and runs nothing', async () => {
    const page = await pageOf()
    const { tags } = readMarkup(page)
    for (const tag of tags) {
      expect(['script', 'iframe', 'object', 'embed', 'form', 'base']).not.toContain(tag.name)
      for (const [name, value] of tag.attributes) {
        if (['src', 'href', 'srcset', 'xlink:href', 'action', 'poster'].includes(name)) expect(value).toMatch(/^(#|data:,$)/)
        expect(name).not.toMatch(/^on/)
      }
    }
    expect(page).not.toMatch(/https?:|url\(|@import|\/\//)
    expect(page).toContain('content="default-src &#39;none&#39;;')
  })

  it('is well-formed, with landmarks, one h1, unique ids, and links that lead somewhere', async () => {
    const { tags } = readMarkup(await pageOf())
    const count = (name: string) => tags.filter((tag) => tag.name === name).length
    expect([count('h1'), count('main'), count('header'), count('footer'), count('nav')]).toEqual([1, 1, 1, 1, 1])
    const ids = tags.map((tag) => tag.attributes.get('id')).filter((id) => id !== undefined)
    expect(new Set(ids).size).toBe(ids.length)
    for (const tag of tags.filter((each) => each.name === 'a')) expect(ids).toContain(tag.attributes.get('href')?.slice(1))
    for (const tag of tags.filter((each) => each.attributes.has('aria-labelledby')))
      expect(ids).toContain(tag.attributes.get('aria-labelledby'))
  })

  it('names every drawing and captions every table, its heads with a scope', async () => {
    const page = await pageOf()
    const { tags } = readMarkup(page)
    const drawings = tags.filter((tag) => tag.name === 'svg')
    expect(drawings.length).toBeGreaterThan(8)
    for (const drawing of drawings) {
      expect(drawing.attributes.get('role')).toBe('img')
      expect(drawing.attributes.get('aria-label')).toMatch(/\S/)
    }
    expect(tags.filter((tag) => tag.name === 'caption').length).toBe(tags.filter((tag) => tag.name === 'table').length)
    for (const head of tags.filter((tag) => tag.name === 'th')) expect(['row', 'col']).toContain(head.attributes.get('scope'))
    expect(page).not.toMatch(/(?:fill|stroke)="(?!var\(--|none|currentColor)/)
  })

  it('shows hostile and foreign names as they are, and only as text', async () => {
    const names = [
      '<script>alert(1)</script>',
      '"quoted" & \'single\'',
      '</svg><img src=x onerror=alert(1)>',
      '黑色連帽上衣',
      'back\u0000\u0007slash\\',
      ']]>',
      '&amp;',
      'ﷺ عربي',
      '👕 shirt',
    ]
    const customers = names.map((customer, index) => ({ customer, revenue: `${100 - index}.00`, rank: BigInt(index + 1) }))
    const genders = names.slice(4, 8).map((gender) => ({ gender, revenue: '10.00', customers: 1n }))
    const places = names.flatMap((province) => names.map((product) => ({ province, product, revenue: '5.00', quantity: '1' })))
    const page = await pageOf({ customers, genders, places }, { project: names[0] ?? '', checks: [check('failed', names[2] ?? '')] })
    const { tags, text } = readMarkup(page)
    expect(tags.map((tag) => tag.name)).not.toContain('script')
    expect(tags.map((tag) => tag.name)).not.toContain('img')
    for (const shown of [
      '&lt;script&gt;alert(1)&lt;/script&gt;',
      '&quot;quoted&quot; &amp; &#39;single&#39;',
      '黑色連帽上衣',
      '&amp;amp;',
      '👕 shirt',
    ])
      expect(text).toContain(shown)
    expect(page).not.toMatch(/[\u0000\u0007]/)
  })

  it('adds up exactly where doubles would not', async () => {
    const big = [
      { month: 1n, revenue: '9007199254740993.01', quantity: '9007199254740993', orders: 1n },
      { month: 2n, revenue: '9007199254740993.02', quantity: '9007199254740994', orders: 2n },
    ]
    const page = plain(await pageOf({ monthly: big }))
    expect(page).toContain('Rp 18,014,398,509,481,986.03')
    expect(page).toContain('18,014,398,509,481,987')
    expect(page).not.toContain('18,014,398,509,481,988')
  })

  it('says so where there is nothing', async () => {
    const page = await shopReport.render(emptyInput)
    readMarkup(page)
    for (const table of ['monthly_sales', 'top_customers', 'sales_by_gender', 'province_product'])
      expect(page).toContain(`No rows: <code>${table}</code> is empty.`)
    expect(page).toContain('Nothing has been loaded yet.')
    expect(page).toContain('Nothing loaded yet')
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })

  it('shows nulls as nulls, and zeros without dividing by them', async () => {
    const page = await pageOf({
      customers: [
        { customer: null, revenue: null, rank: 1n },
        { customer: '', revenue: '0.00', rank: 2n },
      ],
      monthly: [
        { month: 1n, revenue: '0.00', quantity: '0', orders: 0n },
        { month: 2n, revenue: '5.00', quantity: '1', orders: 1n },
      ],
    })
    expect(page).toContain('(none)')
    expect(page).toContain('(empty)')
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })
})

describe('what a page says', () => {
  it('compares the last period with the one before', async () => {
    const page = await pageOf({
      monthly: [
        { month: 12n, revenue: '210.00', quantity: '9', orders: 3n },
        { month: 11n, revenue: '200.00', quantity: '10', orders: 2n },
        { month: 2n, revenue: '999.00', quantity: '1', orders: 1n },
      ],
    })
    expect(page).toContain('<span class="delta"><span aria-hidden="true">▲</span> +5%</span> against November')
    expect(page).toContain('<span class="delta"><span aria-hidden="true">▼</span> -30%</span> against November')
  })

  it('a loss that became smaller, or a gain, is a rise', async () => {
    const page = await pageOf({
      monthly: [
        { month: 1n, revenue: '-100.00', quantity: '1', orders: 1n },
        { month: 2n, revenue: '50.00', quantity: '1', orders: 1n },
      ],
    })
    expect(page).toContain('<span class="delta"><span aria-hidden="true">▲</span> +150%</span> against January')
    expect(page).not.toContain('-150%')
  })

  it('puts bars in the order of their numbers, what has none last', async () => {
    const bands = contract({
      name: 'bands',
      layer: 'mart',
      owner: 'sales',
      description: 'Orders by price.',
      row: z.object({ price: decimal(12, 2).nullable(), weight: float64(), orders: int64() }),
    })
    const named = (by: 'price' | 'weight') =>
      report({
        name: 'bands',
        title: 'Bands',
        owner: 'sales',
        description: 'Orders by price.',
        currency: 'IDR',
        reads: { bands },
        sections: (t) => [barChart({ title: 'Orders', table: t.bands, by, measure: { column: 'orders' } })],
      })
    const rows = [
      { price: '9.50', weight: 9.5, orders: 1n },
      { price: null, weight: 1e21, orders: 4n },
      { price: '100.00', weight: 100, orders: 3n },
      { price: '-20.00', weight: -20, orders: 2n },
    ]
    for (const by of ['price', 'weight'] as const) {
      const page = await named(by).render({ ...input, tables: { bands: rows } })
      expect([...page.matchAll(/<th scope="row">[^<]*<\/th><td class="number">(\d)<\/td>/g)].map(([, orders]) => orders)).toEqual([
        '2',
        '1',
        '3',
        '4',
      ])
    }
  })

  it('states the remainder of a large matrix, and its sums are those of all', async () => {
    const page = plain(await pageOf())
    expect(page).toContain('22 other provinces')
    expect(page).toContain('35 other products')
    expect(page).toContain('39 other products')
    expect(page).toContain('Province 1 leads the provinces with 5.7% of revenue')
    const all = (input.tables['places'] ?? []).reduce((sum, row) => sum + BigInt(String(row['revenue']).replace('.', '')), 0n)
    const digits = String(all / 100n).replaceAll(/\B(?=(\d{3})+$)/g, ',')
    expect(page).toContain(`Rp ${digits}.${String(all % 100n).padStart(2, '0')}`)
    expect(page).toContain('962 more rows are not shown.')
  })

  it('adds up pairs that come more than once', async () => {
    const pair = { province: 'P', product: 'Q', revenue: '2.25', quantity: '1' }
    expect(plain(await pageOf({ places: [pair, pair] }))).toContain('<td class="sum">5</td>')
  })

  it('puts first what did not pass, in words', async () => {
    const page = await pageOf(
      {},
      { checks: [check('passed'), check('warned', 'two are old'), check('failed', 'one is missing'), check('error', 'no such column')] },
    )
    expect(page).toContain('4 checks: 1 passed, 1 warned, 1 failed, 1 could not be computed')
    expect(page.indexOf('one is missing')).toBeLessThan(page.indexOf('no such column'))
    expect(page.indexOf('no such column')).toBeLessThan(page.indexOf('two are old'))
    expect(page).toContain('Of 7,222 rows read, 7,212 were loaded, 4 rejected and kept aside, 6 duplicate.')
  })

  it('says of every section where it comes from and whether that passed', async () => {
    const page = plain(await pageOf())
    expect(page).toContain('From <code>monthly_sales</code>: 12 rows, published Feb 3, 2026, 11:05 GMT+7, 1 check passed.')
    expect(page).toContain('</span> <span>From <code>sales_by_gender</code>')
  })
})

describe('what is refused', () => {
  const minimal = {
    name: 'x',
    title: 'X',
    owner: 'o',
    description: 'd',
    currency: 'EUR',
    reads: { monthly },
    sections: () => [dataState()],
  }

  it('names every problem of a definition at once', () => {
    expect(() => report({ ...minimal, name: 'Sales Report' })).toThrow(expect.objectContaining({ code: 'report-invalid' }))
    expect(() => report({ ...minimal, name: 'Sales Report', title: ' ', reads: {} })).toThrow(
      /name "Sales Report"[\s\S]*title: is empty[\s\S]*reads: names no table/,
    )
  })

  it('names missing tables and columns of the input', async () => {
    const made = report(minimal)
    const given = (tables: ReportInput['tables']) => expect(made.render({ ...input, tables })).rejects
    await given({}).toThrow(ReportError)
    await given({}).toThrow(expect.objectContaining({ code: 'report-input' }))
    await given({}).toThrow(/table "monthly" \(monthly_sales\) is missing/)
    await given({ monthly: [{ month: 1n }] }).toThrow(/its rows lack revenue, quantity, orders/)
  })

  it('refuses numbers that are not exact', async () => {
    const one = report({
      ...minimal,
      sections: (t) => [barChart({ title: 'B', table: t.monthly, by: 'month', measure: { column: 'revenue' } })],
    })
    await expect(one.render({ ...input, tables: { monthly: [{ month: 1n, revenue: 12.5, quantity: '1', orders: 1n }] } })).rejects.toThrow(
      /monthly_sales\.revenue: expected a bigint or the digits of a decimal, found number 12\.5/,
    )
  })
})

it('draws negative values below zero and keeps the page whole', async () => {
  const profit = contract({
    name: 'profit',
    layer: 'mart',
    owner: 'o',
    description: 'd',
    row: z.object({ month: z.string(), profit: decimal(12, 2) }),
  })
  const made = report({
    name: 'profit',
    title: 'Profit',
    owner: 'o',
    description: 'd',
    currency: 'EUR',
    reads: { profit },
    sections: (t) => [
      barChart({ title: 'Profit', table: t.profit, by: 'month', measure: { column: 'profit', unit: 'money' } }),
      matrix({
        title: 'M',
        table: t.profit,
        rows: { column: 'month', plural: 'months', top: 1 },
        columns: { column: 'month', plural: 'months', top: 5 },
        measure: { column: 'profit' },
      }),
    ],
  })
  const page = await made.render({
    ...input,
    tables: {
      profit: [
        { month: 'a', profit: '-5.50' },
        { month: 'b', profit: '10.00' },
      ],
    },
  })
  readMarkup(page)
  expect(page).not.toMatch(/(?:width|height)="-/)
  expect(page).toContain('Highest in b with €10, lowest in a with -€5.50')
})

it('draws a year of days without a label for each, and names the extremes', async () => {
  const days = contract({
    name: 'days',
    layer: 'mart',
    owner: 'o',
    description: 'd',
    row: z.object({ day: z.string(), visits: decimal(12, 0) }),
  })
  const made = report({
    name: 'days',
    title: 'Days',
    owner: 'o',
    description: 'd',
    currency: 'EUR',
    reads: { days },
    sections: (t) => [barChart({ title: 'Visits', table: t.days, by: 'day', measure: { column: 'visits' } })],
  })
  const rows = Array.from({ length: 365 }, (_, index) => ({
    day: new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10),
    visits: String(1000 + ((index * 7919) % 500)),
  }))
  const page = await made.render({ ...input, tables: { days: rows } })
  readMarkup(page)
  expect(page.length).toBeLessThan(200_000)
  expect(page).toContain('Highest in')
  expect(page.match(/>1,499</g)?.length).toBeGreaterThan(3)
})

it('escapes whatever is put into markup', () => {
  expect(markup`<i title="${'"<'}">${['a', markup`<b>${'&'}</b>`, null, false, 1n]}</i>`.text).toBe(
    '<i title="&quot;&lt;">a<b>&amp;</b>1</i>',
  )
})
