/**
 * The words of a command as a POSIX shell reads them, without variables and other expansions: blanks separate, and quotes and backslashes
 * keep them. Undefined where a quote has no end.
 */
export function shellWords(command: string): readonly string[] | undefined {
  const words: string[] = []
  for (const [word] of command.matchAll(/(?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^\s'"\\])+|['"\\]/g)) {
    if (word === "'" || word === '"' || word === '\\') return undefined
    words.push(
      word.replaceAll(
        /'([^']*)'|"((?:\\[^]|[^"\\])*)"|\\([^])/g,
        (_all, single?: string, double?: string, escaped?: string) => single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
      ),
    )
  }
  return words
}

/** A word so that a POSIX shell reads it as it is. */
export const shellWord = (word: string): string => (/^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
