import { compare, exactText, ZERO, type Exact } from './exact-number.ts'
import { ReportError } from './report-error.ts'

/** What a number counts: money of the report's currency, or things. */
export type Unit = 'money' | 'count'

/** A power of a thousand that a whole table of numbers is divided by, and what it is called. */
export interface Magnitude {
  readonly exponent: number
  /** `million`; empty for ones. */
  readonly name: string
}

/** Numbers of one chart: `text(value)` is `410` where `unit` says `Rp million`. */
export interface Labels {
  readonly unit: string
  text(value: Exact | null): string
}

/** How a report writes numbers and times. Numbers are handed to Intl as digits, so nothing is rounded that is not shown rounded. */
export interface Format {
  /** Every digit there is. */
  full(value: Exact, unit: Unit): string
  /** Three significant digits, for labels: `Rp 4.93B`. */
  compact(value: Exact, unit: Unit): string
  /** In full up to six digits, without the fraction from four digits on; else `compact`. */
  headline(value: Exact, unit: Unit): string
  /** Whether `headline` abbreviates it. */
  isShortened(value: Exact): boolean
  /** Short labels of one scale for values that stand beside each other, and the scale in words. */
  labels(values: readonly (Exact | null)[], unit: Unit): Labels
  /** A ratio as a share: 0.123 → `12.3%`. */
  share(ratio: Exact): string
  /** A ratio as a change, with its sign: 0.123 → `+12.3%`. */
  change(ratio: Exact): string
  count(value: number | bigint): string
  /** The scale at which the largest of many numbers has one to three digits before the point. */
  magnitude(largest: Exact): Magnitude
  scaled(value: Exact, magnitude: Magnitude, fractionDigits: number): string
  /** The currency and the magnitude in words: `Rp million`. */
  unitName(unit: Unit, magnitude: Magnitude): string
  /** A month of the year, 1 to 12. */
  month(month: bigint, style: 'long' | 'short'): string
  /** An ISO instant on the report's clock, with the zone named. */
  instant(iso: string): string
  day(iso: string): string
  /** How long before `now`, in words. */
  ago(iso: string, now: Date): string
}

export interface FormatOptions {
  /** BCP 47; of numbers, months and times. The text of a page is English. */
  readonly locale: string
  /** ISO 4217. */
  readonly currency: string
  /** IANA. */
  readonly timeZone: string
}

type Digits = Intl.StringNumericLiteral
const digits = (value: Exact): Digits => exactText(value) as Digits

/** Throws ReportError `report-invalid` for a locale, currency or zone that Intl does not know. */
export function numberFormat(options: FormatOptions): Format {
  const { locale, currency, timeZone } = options
  const make = (extra: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, extra)
  const money = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  try {
    // Two digits at least where there is a fraction: 0.50, whatever Intl takes to be usual for the currency.
    const full = {
      money: make({ ...money, trailingZeroDisplay: 'stripIfInteger', minimumFractionDigits: 2, maximumFractionDigits: 20 }),
      count: make({ maximumFractionDigits: 20 }),
    }
    const short = { notation: 'compact', minimumSignificantDigits: 3, maximumSignificantDigits: 3 } as const
    const compact = { money: make({ ...money, ...short }), count: make(short) }
    const whole = { money: make({ ...money, maximumFractionDigits: 0 }), count: make({ maximumFractionDigits: 0 }) }
    const share = make({ style: 'percent', maximumFractionDigits: 1 })
    const change = make({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' })
    const instant = new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone,
      timeZoneName: 'short',
    })
    const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone })
    const months = {
      long: new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }),
      short: new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' }),
    }
    const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
    const symbol = (
      make(money)
        .formatToParts(0)
        .find((part) => part.type === 'currency')?.value ?? currency
    ).trim()
    const format: Format = {
      full: (value, unit) => full[unit].format(digits(value)),
      compact: (value, unit) => compact[unit].format(digits(value)),
      headline: (value, unit) =>
        wholeDigits(value) > 6
          ? format.compact(value, unit)
          : wholeDigits(value) > 3
            ? whole[unit].format(digits(value))
            : format.full(value, unit),
      isShortened: (value) => wholeDigits(value) > 6,
      share: (ratio) => share.format(digits(ratio)),
      change: (ratio) => change.format(digits(ratio)),
      count: (value) => full.count.format(value),
      magnitude: (largest) => {
        const exponent = Math.max(0, Math.min(12, 3 * Math.floor((wholeDigits(largest) - 1) / 3)))
        const part =
          exponent === 0
            ? undefined
            : make({ notation: 'compact', compactDisplay: 'long' })
                .formatToParts(10 ** exponent)
                .find((candidate) => candidate.type === 'compact')
        return { exponent: exponent === 0 || part === undefined ? 0 : exponent, name: part?.value ?? '' }
      },
      labels: (values, unit) => {
        const known = values.filter((value) => value !== null)
        const largest = known.reduce((a, b) => (wholeDigits(b) > wholeDigits(a) ? b : a), ZERO)
        const magnitude = wholeDigits(largest) > 5 ? format.magnitude(largest) : { exponent: 0, name: '' }
        const isWhole = magnitude.exponent === 0 && known.every((value) => value.units % 10n ** BigInt(value.scale) === 0n)
        const fraction = isWhole ? 0 : Math.max(0, 3 - (wholeDigits(largest) - magnitude.exponent))
        return {
          unit: format.unitName(unit, magnitude),
          text: (value) => (value === null ? '–' : format.scaled(value, magnitude, fraction)),
        }
      },
      scaled: (value, magnitude, fractionDigits) =>
        make({ minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits }).format(
          digits({ units: value.units, scale: value.scale + magnitude.exponent }),
        ),
      unitName: (unit, magnitude) => [unit === 'money' ? symbol : '', magnitude.name].filter((word) => word !== '').join(' '),
      month: (month, style) => (month >= 1n && month <= 12n ? months[style].format(Date.UTC(2000, Number(month) - 1, 15)) : String(month)),
      instant: (iso) => instant.format(new Date(iso)),
      day: (iso) => day.format(new Date(iso)),
      ago: (iso, now) => {
        const seconds = Math.round((new Date(iso).getTime() - now.getTime()) / 1000)
        const size = Math.abs(seconds)
        if (size < 90) return ago.format(seconds, 'second')
        if (size < 5400) return ago.format(Math.round(seconds / 60), 'minute')
        if (size < 129600) return ago.format(Math.round(seconds / 3600), 'hour')
        return ago.format(Math.round(seconds / 86400), 'day')
      },
    }
    return format
  } catch (cause) {
    throw new ReportError(
      'report-invalid',
      `locale "${locale}", currency "${currency}" and time zone "${timeZone}": ${cause instanceof Error ? cause.message : String(cause)}; use a BCP 47 locale, an ISO 4217 currency and an IANA zone`,
      { cause },
    )
  }
}

/** Digits before the point; 1 for anything below ten. */
function wholeDigits(value: Exact): number {
  const whole = (value.units < 0n ? -value.units : value.units) / 10n ** BigInt(value.scale)
  return whole.toString().length
}

/** Descending, for rankings. */
export const larger = (a: Exact, b: Exact): number => compare(b, a)
