const STYLES: Readonly<Record<string, string>> = {
  1: 'font-weight:700',
  2: 'opacity:.6',
  31: 'color:#ff7b72',
  32: 'color:#7ee787',
  33: 'color:#e3b341',
  36: 'color:#79c0ff',
}
const ENDS = new Set(['0', '22', '39', ''])
const ERASED = /^[^]*\u001b\[2K/

/** What a terminal wrote, as a page that looks like one: colours kept, and lines that were drawn over left out. */
export function terminalPage(command: string, written: string): string {
  const lines = written
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => coloured(line.replace(ERASED, '').replaceAll('\r', '')))
  return `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #0d1117 }
pre { display: inline-block; margin: 0; padding: 18px 22px; color: #e6edf3; font: 14px/1.45 'DejaVu Sans Mono', 'Liberation Mono', monospace }
</style><pre><span style="opacity:.6">$</span> ${escaped(command)}
${lines.join('\n').trimEnd()}</pre>`
}

function coloured(line: string): string {
  let open = 0
  const html = line.split(/(\u001b\[[\d;]*[A-Za-z])/).map((piece) => {
    if (!piece.startsWith('\u001b[')) return escaped(piece)
    const code = piece.slice(2, -1)
    if (!piece.endsWith('m')) return ''
    if (ENDS.has(code)) {
      const closing = open > 0 ? '</span>' : ''
      open = Math.max(0, open - 1)
      return closing
    }
    open++
    return `<span style="${STYLES[code] ?? ''}">`
  })
  return html.join('') + '</span>'.repeat(open)
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
