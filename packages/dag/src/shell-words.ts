/**
 * Words for a POSIX shell, each as it is. Pairs that some scheduler would read as a template or a variable before the shell does
 * (`{{`, `{%`, `{#`, `}}`, `$(`, `${`, `$$`) are written with an empty quote between them: `{''{` is `{{` for the shell alone.
 */
export const shellCommand = (argv: readonly string[]): string => argv.map(shellWord).join(' ')

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/
const LIVE_PAIR = /\$(?=[({$])|\{(?=[{%#])|\}(?=\})/

function shellWord(text: string): string {
  if (PLAIN.test(text)) return text
  const characters = [...text]
  const quoted = characters.map((character, at) => {
    if (character === "'") return `'\\''`
    return LIVE_PAIR.test(character + (characters[at + 1] ?? '')) ? `${character}''` : character
  })
  return `'${quoted.join('')}'`
}

/** The words that `shellCommand` wrote. */
export function shellArguments(command: string): readonly string[] {
  const words: string[] = []
  for (const [word] of command.matchAll(/(?:'[^']*'|\\[^]|[^\s'\\])+/g))
    words.push(word.replaceAll(/'([^']*)'|\\([^])/g, (_all, quoted?: string, escaped?: string) => quoted ?? escaped ?? ''))
  return words
}
