/** Where a command writes: data to `out`, everything for people to `err`. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Whether `err` is a screen that can be redrawn: not one without wishes for colour (NO_COLOR), nor the log of a CI. */
  readonly live: boolean
  readonly columns: number
  /** Of the screen as it is now; it may be made larger or smaller. */
  readonly size: () => { readonly columns: number; readonly rows: number }
  /** For `err`. */
  readonly paint: Paint
  /** For `out`: pages that people read there; plain wherever `out` is a file or a pipe. */
  readonly paintOut: Paint
}

export type Style = 'dim' | 'bold' | 'red' | 'green' | 'yellow' | 'cyan'
export type Paint = (style: Style, text: string) => string

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  dim: [2, 22],
  bold: [1, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
}

const coloured: Paint = (style, text) => `\u001b[${CODES[style][0]}m${text}\u001b[${CODES[style][1]}m`
const plain: Paint = (_style, text) => text

/** The real terminal. Colour only on a screen, and never with NO_COLOR (no-color.org) set. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process
  const screen = (stream: { isTTY?: boolean }) => stream.isTTY === true && env['TERM'] !== 'dumb'
  const paint = (stream: { isTTY?: boolean }) => (screen(stream) && !env['NO_COLOR'] ? coloured : plain)
  // A reader that has seen enough (`| head`) closes the pipe; that is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    stderr.write(`error the output cannot be written: ${error.code === 'ENOSPC' ? 'there is no space left on the disk' : error.message}\n`)
    process.exit(1)
  })
  // What is said about a run is lost; the run itself goes on.
  stderr.on('error', () => undefined)
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    live: screen(stderr) && !env['NO_COLOR'] && !env['CI'],
    columns: stderr.columns ?? 120,
    size: () => ({ columns: stderr.columns || 120, rows: stderr.rows || 24 }),
    paint: paint(stderr),
    paintOut: paint(stdout),
  }
}
