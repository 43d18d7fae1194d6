/** One command of a shell block. */
export type ShellCommand =
  /** The command line of Meshwright, which runs in the process that asks. */
  | {
      readonly kind: 'meshwright'
      readonly args: readonly string[]
      readonly into: string | undefined
      readonly env: Readonly<Record<string, string>>
    }
  /** A script of the root's package.json, run in a process of its own. */
  | { readonly kind: 'npm'; readonly script: string; readonly args: readonly string[] }
  | { readonly kind: 'shell'; readonly text: string }

/** The commands of a block, one per line. Comments are left out; `npm ci` too, as it brought the reader there. */
export function readCommands(block: string): ShellCommand[] {
  return block
    .split('\n')
    .map((line) => line.trim().replace(/^npm ci && /, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const words = splitWords(line)
      if (words === undefined) return { kind: 'shell', text: line }
      const assigned = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
      const env = Object.fromEntries(words.slice(0, assigned).map((word) => word.split('=', 2) as [string, string]))
      const [program, name, ...rest] = words.slice(assigned)
      if (program === 'npm' && name === 'start') return { kind: 'npm', script: name, args: rest[0] === '--' ? rest.slice(1) : rest }
      if (program !== 'npx' || name !== 'meshwright') return { kind: 'shell', text: line }
      const into = rest.indexOf('>')
      return { kind: 'meshwright', args: into < 0 ? rest : rest.slice(0, into), into: into < 0 ? undefined : rest[into + 1], env }
    })
}

/** The words of a command as a shell splits them; undefined when it needs a shell. A comment after it is left out. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = []
  const piece = /\s*(?:"((?:[^"\\$`]|\\.)*)"|'([^']*)'|(#.*)|(>)|([^\s"'#|&;<>$`\\(){}*?]+))(?=\s|$)/y
  while (piece.lastIndex < line.trimEnd().length) {
    const found = piece.exec(line)
    if (found === null) return undefined
    const [, double, single, comment, into, plain] = found
    if (comment === undefined) words.push(double?.replaceAll(/\\(.)/g, '$1') ?? single ?? into ?? plain ?? '')
  }
  return words
}
