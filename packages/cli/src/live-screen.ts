const HIDE = '\u001b[?25l'
const SHOW = '\u001b[?25h'
const REST_OF_LINE = '\u001b[K'
const REST_OF_SCREEN = '\u001b[J'

/** The last lines of a screen, redrawn in place: each change is one write that overwrites, so that nothing flickers. */
export interface LiveScreen {
  /** Shows these lines instead of the last ones. */
  draw(lines: readonly string[]): void
  /** Writes text that stays, above the lines. It ends with a line break. */
  print(text: string): void
  /** Removes the lines and gives the cursor back. Safe to call twice. */
  end(): void
}

export function liveScreen(write: (text: string) => void): LiveScreen {
  let drawn: readonly string[] = []
  let hidden = false
  // However the process ends by itself, the cursor is there again.
  const end = () => {
    if (hidden) write(`${up(drawn.length)}${REST_OF_SCREEN}${SHOW}`)
    drawn = []
    hidden = false
    process.off('exit', end)
  }
  const replace = (above: string, lines: readonly string[]) => {
    const begin = hidden ? '' : HIDE
    if (!hidden) process.on('exit', end)
    hidden = true
    const text = above === '' ? '' : above.replaceAll('\n', `${REST_OF_LINE}\n`)
    write(`${begin}${up(drawn.length)}${text}${lines.map((line) => `${line}${REST_OF_LINE}\n`).join('')}${REST_OF_SCREEN}`)
    drawn = lines
  }
  return {
    draw(lines) {
      if (lines.length === drawn.length && lines.every((line, index) => line === drawn[index])) return
      replace('', lines)
    },
    print: (text) => (drawn.length === 0 ? write(text) : replace(text, drawn)),
    end,
  }
}

const up = (lines: number) => (lines === 0 ? '\r' : `\r\u001b[${lines}A`)
