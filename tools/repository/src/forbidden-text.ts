/** Something that has no place in the repository. */
export interface Finding {
  readonly line: number
  readonly what: string
  readonly text: string
}

interface Forbidden {
  readonly what: string
  readonly pattern: RegExp
  /** The only files in which it means that. */
  readonly only?: RegExp
}

// Written in pieces, so that this file does not hold what it forbids.
const either = (...words: readonly (readonly string[])[]) => words.map((word) => word.join('')).join('|')

const FORBIDDEN: readonly Forbidden[] = [
  { what: 'a promise of later work', pattern: new RegExp(`\\b(${either(['TO', 'DO'], ['FIX', 'ME'], ['XX', 'X'])})\\b`) },
  {
    what: 'a path of one machine',
    pattern: new RegExp(
      `(^|[^\\w.~/-]|file://)/(${either(['wo', 'rk'], ['ro', 'ot'], ['home/', '[a-z]+'], ['Users/', '[A-Za-z]+'])})(/|\\b)`,
    ),
  },
  { what: 'a temporary path', pattern: new RegExp(`(^|[^\\w.-])/${either(['t', 'mp'])}/[a-z]`) },
  {
    what: 'the host of a package registry',
    pattern: new RegExp(
      either(['registry.', 'npmjs'], ['registry.', 'yarnpkg'], ['files.python', 'hosted'], ['pypi', '.org'], ['proxy.', 'golang']),
    ),
  },
  { what: 'a resolved address', pattern: /"resolved": "https?:/, only: /package-lock\.json$/ },
  { what: 'a silenced compiler', pattern: new RegExp(either(['@ts-', 'ignore'], ['@ts-', 'nocheck'])) },
]

/** Line by line, so that a finding can be gone to. */
export function forbiddenText(path: string, text: string): Finding[] {
  const rules = FORBIDDEN.filter(({ only }) => only?.test(path) ?? true)
  return text
    .split('\n')
    .flatMap((content, at) =>
      rules.filter(({ pattern }) => pattern.test(content)).map(({ what }) => ({ line: at + 1, what, text: content.trim().slice(0, 160) })),
    )
}
