/** Hex colours `#rrggbb`; every pair that carries text meets WCAG AA (4.5), and the test computes it. */
export interface Palette {
  readonly background: string
  readonly surface: string
  readonly text: string
  readonly muted: string
  readonly line: string
  readonly accent: string
  readonly onAccent: string
  /** Tints of the accent, from little to much, for matrices; `ink` is the text on it. */
  readonly heat: readonly Tint[]
  /** Parts of a whole, the largest first. */
  readonly parts: readonly Tint[]
}

export interface Tint {
  readonly fill: string
  readonly ink: string
}

interface Base {
  readonly background: string
  readonly surface: string
  readonly text: string
  readonly muted: string
  readonly line: string
  readonly accent: string
  readonly onAccent: string
}

const HEAT = [0.07, 0.18, 0.34, 0.54, 1]
const PARTS = [1, 0.3, 0.14, 0.06]

export const LIGHT = palette({
  background: '#ffffff',
  surface: '#f5f7f9',
  text: '#15191e',
  muted: '#56606b',
  line: '#d9dfe5',
  accent: '#0b5fa8',
  onAccent: '#ffffff',
})

export const DARK = palette({
  background: '#11151a',
  surface: '#1a2028',
  text: '#e9edf1',
  muted: '#a2adb8',
  line: '#303944',
  accent: '#79b8f5',
  onAccent: '#0b1117',
})

function palette(base: Base): Palette {
  const tint = (share: number): Tint => {
    const fill = mix(base.background, base.accent, share)
    return { fill, ink: contrast(base.text, fill) >= contrast(base.onAccent, fill) ? base.text : base.onAccent }
  }
  return { ...base, heat: HEAT.map(tint), parts: PARTS.map(tint) }
}

function channels(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

/** `share` of `top` over `bottom`, in sRGB. */
export function mix(bottom: string, top: string, share: number): string {
  const under = channels(bottom)
  const over = channels(top)
  return `#${under
    .map((value, index) =>
      Math.round(value + ((over[index] ?? 0) - value) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

function luminance(hex: string): number {
  const [red, green, blue] = channels(hex).map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The contrast ratio of WCAG 2.2, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** The palette as custom properties. */
export function paletteVariables(colours: Palette): string {
  const tints = (name: string, list: readonly Tint[]) =>
    list.map((tint, index) => `--${name}-${index + 1}:${tint.fill};--${name}-${index + 1}-ink:${tint.ink}`)
  return [
    `--background:${colours.background}`,
    `--surface:${colours.surface}`,
    `--text:${colours.text}`,
    `--muted:${colours.muted}`,
    `--line:${colours.line}`,
    `--accent:${colours.accent}`,
    `--on-accent:${colours.onAccent}`,
    ...tints('heat', colours.heat),
    ...tints('part', colours.parts),
  ].join(';')
}
