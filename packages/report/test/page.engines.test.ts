import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyInput, pageOf, shopReport } from './shop.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const LONG = 'Averylongproductnamewithoutanyspacethatwouldpushthepagewide'.repeat(3)

describe('the page in a real browser', () => {
  let browser: Browser
  let folder: string
  const files = new Map<string, string>()

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ARGUMENTS })
    folder = mkdtempSync(join(tmpdir(), 'meshwright-report-'))
    const hostile = {
      customers: ['<script>document.title = "taken"</script>', '<img src=x onerror="document.title=1">', LONG, '黑色連帽上衣'].map(
        (customer, index) => ({ customer, revenue: '12345678901234567890.12', rank: BigInt(index + 1) }),
      ),
      places: [LONG, 'B'].flatMap((province) =>
        [LONG, 'A', 'B', 'C', 'D', 'E'].map((product) => ({ province, product, revenue: '12345678901234567.00', quantity: '1' })),
      ),
      genders: [LONG, 'A', 'B', 'C', 'D', 'E'].map((gender) => ({ gender, revenue: '10.00', customers: 5n })),
    }
    for (const [name, page] of [
      ['large', await pageOf()],
      ['hostile', await pageOf(hostile)],
      ['empty', await shopReport.render(emptyInput)],
    ] as const) {
      const file = join(folder, `${name}.html`)
      writeFileSync(file, page)
      files.set(name, pathToFileURL(file).href)
    }
  })

  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Opens a page and gives back what went wrong while it was open. */
  async function open(name: string, width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<{ page: Page; troubles: string[] }> {
    const address = files.get(name) ?? expect.fail(`no page ${name}`)
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
    const troubles: string[] = []
    page.on('console', (message) => troubles.push(`console ${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
    page.on('request', (request) => {
      if (request.url() !== address) troubles.push(`request: ${request.url()}`)
    })
    await page.goto(address)
    return { page, troubles }
  }

  describe.each(['large', 'hostile', 'empty'])('%s data', (name) => {
    it.each([360, 768, 1440])('fits %i px, open and closed, and asks for nothing', async (width) => {
      const { page, troubles } = await open(name, width)
      const widest = () => page.evaluate('document.documentElement.scrollWidth') as Promise<number>
      expect(await widest()).toBeLessThanOrEqual(width)
      await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true })')
      expect(await widest()).toBeLessThanOrEqual(width)
      expect(await page.title()).toBe('Shop · shop')
      expect(troubles).toEqual([])
      await page.close()
    })
  })

  it.each([360, 768, 1440])('shows each drawing once at %i px, with text between 11 and 15 px', async (width) => {
    const { page } = await open('large', width)
    const seen = (await page.evaluate(`[...document.querySelectorAll('.chart')].map((chart) => {
      const shown = [...chart.querySelectorAll('svg')].filter((svg) => svg.getBoundingClientRect().width > 0)
      const scale = shown[0].getBoundingClientRect().width / shown[0].viewBox.baseVal.width
      return { count: shown.length, sizes: [...shown[0].querySelectorAll('[font-size]')].map((text) => Number(text.getAttribute('font-size')) * scale) }
    })`)) as { count: number; sizes: number[] }[]
    expect(seen.length).toBeGreaterThan(2)
    for (const chart of seen) {
      expect(chart.count).toBe(1)
      for (const size of chart.sizes.filter((each) => each > 0)) {
        expect(size).toBeGreaterThanOrEqual(11)
        expect(size).toBeLessThanOrEqual(15.5)
      }
    }
    await page.close()
  })

  it('is walked by the keyboard in reading order, and nothing is out of its reach', async () => {
    const { page } = await open('large', 768)
    const focused =
      'document.activeElement === document.body ? "" : `${document.activeElement.tagName.toLowerCase()} ${(document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent).trim()}`'
    const stops: string[] = []
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press('Tab')
      const stop = (await page.evaluate(focused)) as string
      if (stop === '') break
      stops.push(stop)
    }
    expect(stops[0]).toBe('a Skip to the numbers')
    expect(stops[1]).toBe('a 2 checks: 1 passed, 1 warned')
    expect(stops.slice(2, 9)).toEqual(
      ['At a glance', 'Revenue by month', 'Revenue by month', 'Top customers', 'Who buys', 'Where', 'State of the data'].map(
        (title) => `a ${title}`,
      ),
    )
    expect(stops.filter((stop) => stop.startsWith('summary'))).toHaveLength(6)
    expect(stops.at(-1)).toMatch(/^summary Show all 4 tables/)
    const order = (await page.evaluate(
      '[...document.querySelectorAll("a, summary, [tabindex=\'0\']")].map((each) => each.tabIndex)',
    )) as number[]
    expect(order.every((index) => index === 0)).toBe(true)
    await page.close()
  })

  it('opens a table with Enter, and the skip link leads to the numbers', async () => {
    const { page } = await open('large', 360)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    await page.focus('summary')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.querySelector("details").open')).toBe(true)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('region')
    await page.close()
  })

  it.each(['light', 'dark'] as const)('keeps every text readable in %s (WCAG AA), drawings too', async (scheme) => {
    const { page } = await open('large', 1440, scheme)
    const poor = (await page.evaluate(`(() => {
      const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number)
      const luminance = ([r, g, b]) => { const f = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b) }
      const ground = (element) => { for (let each = element; each; each = each.parentElement) { const colour = parse(getComputedStyle(each).backgroundColor); if (colour.length === 3 || colour[3] > 0) return colour } return [255, 255, 255] }
      const ratio = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05) }
      const poor = []
      for (const element of document.querySelectorAll('body *')) {
        if (element.getBoundingClientRect().width === 0 || ![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')) continue
        if (element.closest('.skip')) continue
        const drawn = element.closest('svg')
        const colour = parse(getComputedStyle(element)[drawn ? 'fill' : 'color'])
        let under = ground(element)
        if (drawn) {
          const box = element.getBoundingClientRect()
          const covering = [...drawn.querySelectorAll('rect')].filter((rect) => { const r = rect.getBoundingClientRect(); return r.left <= box.left && r.right >= box.right && r.top <= box.top && r.bottom >= box.bottom })
          if (covering.length) under = parse(getComputedStyle(covering.at(-1)).fill)
        }
        const found = ratio(colour, under)
        if (found < 4.5) poor.push(element.tagName + ' ' + element.textContent.trim().slice(0, 30) + ' ' + found.toFixed(2))
      }
      return poor
    })()`)) as string[]
    expect(poor).toEqual([])
    await page.close()
  })

  it('prints on A4 in light colours, whatever the screen is', async () => {
    const { page } = await open('large', 768, 'dark')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await page.evaluate('getComputedStyle(document.querySelector("nav")).display')).toBe('none')
    await page.setViewportSize({ width: 688, height: 1000 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(688)
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
    const text = pdf.toString('latin1')
    expect(text).toMatch(/\/MediaBox\s*\[0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\]/)
    expect((text.match(/\/Type\s*\/Page\b/g) ?? []).length).toBeLessThanOrEqual(6)
    await page.close()
  })
})
