import type { ReportInput } from '@meshwright/contracts'
import { describe, expect, it } from 'vitest'
import { salesReport } from '../src/reports/sales.ts'

const product = (rank: bigint, product_name: string, quantity: string) => ({
  product_name,
  category_name: 'Womens Fashion',
  size: 'L',
  quantity,
  revenue: '176000000.00',
  rank,
})
const input: ReportInput = {
  now: new Date('2022-12-02T00:00:00Z'),
  tables: {
    monthly: [
      { month: 11n, revenue: '408780000.00', quantity: '2404', orders: 583n },
      { month: 12n, revenue: '411320000.00', quantity: '2266', orders: 587n },
    ],
    bestSellers: [product(2n, 'Sweater White', '697'), product(1n, 'Jeans Black', '704')],
    gender: [
      { gender: 'Male', revenue: '410000000.00', quantity: '2300', customers: 100n },
      { gender: 'Female', revenue: '410100000.00', quantity: '2370', customers: 99n },
    ],
    customers: [{ customer_name: 'Brian Boyer', revenue: '38700000.00', quantity: '181', orders: 43n, rank: 1n }],
    provinces: [
      { province_name: 'BALI', product_name: 'Jeans Black', quantity: '704', revenue: '55200000.00' },
      { province_name: 'DKI JAKARTA', product_name: 'Jeans Black', quantity: '697', revenue: '30100000.00' },
    ],
  },
  state: { project: 'django-apparel', environment: 'dev', warehouse: 'duckdb', runId: 'r', loads: [], checks: [], relations: [] },
}

describe('the sales report', () => {
  it('has a section for everything marketing asked for', async () => {
    const page = await salesReport.render(input)
    const titles = [...page.matchAll(/<h2[^>]*>([^<]*)</g)].map((match) => match[1])
    expect(titles).toEqual([
      'At a glance',
      'Revenue by month',
      'Quantity by month',
      'Best sellers',
      'Top customers',
      'Who buys',
      'Where what sells',
      'State of the data',
    ])
  })

  it('says what the shop earned, in rupiah, and how it changed', async () => {
    const page = (await salesReport.render(input)).replaceAll(/[\u00a0\u202f]/g, ' ')
    expect(page).toContain('Rp 820,100,000')
    expect(page).toMatch(/Average order value<\/dt><dd><span class="value">Rp 700,940</)
    expect(page).toMatch(/Customers<\/dt><dd><span class="value">199</)
    expect(page).toContain('+0.6%</span> against November')
    expect(page).toContain('-5.7%</span> against November')
    expect(page.indexOf('Jeans Black')).toBeLessThan(page.indexOf('Sweater White'))
    expect(page).toContain('Female: 50% of revenue')
    expect(page).toContain('BALI leads the provinces with 64.7% of revenue')
  })
})
