// What a module may look at besides its imports. A word too many costs time, one too few a stale answer.
const LOOKS =
  /\bDate\s*[.(]|\bnew\s+Date\b|\bawait\s+[\w([{]|\bfetch\b|\bMath\s*\.\s*random\b|\bperformance\s*\.|\bprocess\s*(?!\.\s*env\b)[.[]|=\s*process\b|\bglobalThis\b|\bglobal\s*[.[]|\beval\b|\bFunction\s*\(|\brequire\b|\bimport\s*\(|\bimport\s*\.\s*meta\s*(?!\.\s*url\b)[.[]|\bcrypto\s*\.|\bset(?:Timeout|Interval|Immediate)\b|\bIntl\b|\btoLocale|\bWebSocket\b|\bnavigator\b/
const SPECIFIER = /(?:\bfrom|\bimport)\s*(['"])([^'"\n]+)\1/g
/** Builtins that look at nothing. */
const PURE = new Set(['node:url', 'node:path', 'node:assert', 'node:util'])

/** What a module imports from packages and from Node, or null when it may look at something else, such as other files, the clock or a server. */
export type ModuleReach = readonly string[] | null

/** Read from the text of a module as it runs: types say nothing here. */
export function moduleReach(text: string): ModuleReach {
  if (LOOKS.test(text)) return null
  const outside = new Set<string>()
  for (const [, , specifier = ''] of text.matchAll(SPECIFIER)) if (!/^[./#]/.test(specifier) && !PURE.has(specifier)) outside.add(specifier)
  return [...outside]
}
