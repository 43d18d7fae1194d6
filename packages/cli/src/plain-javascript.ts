import { Script } from 'node:vm'

/**
 * Whether a TypeScript module is JavaScript as it stands, so that it has no types to leave out, as most contracts and models. At times it
 * says no of one that is, never yes of one that is not: what V8 takes for JavaScript TypeScript reads alike, unless there is a `<`.
 */
export function isPlainJavaScript(text: string): boolean {
  if (text.includes('<')) return false
  try {
    // A script has no imports and exports, which are looked at here, and one that is not run is only parsed.
    new Script(`'use strict';async () => {${text.replace(MODULE_WORDS, (words) => STANDS_FOR[words] ?? '')}\n}`)
    return true
  } catch {
    return false
  }
}

// `type` before a name says that it is one.
const NAME = String.raw`(?!type\s)[\w$]+(?:\s+as\s+[\w$]+)?`
const NAMES = String.raw`\{\s*${NAME}(?:\s*,\s*${NAME})*\s*,?\s*\}`
const FROM = String.raw`(?:'[^'\\\n]*'|"[^"\\\n]*")`
const MODULE_WORDS = new RegExp(
  [
    String.raw`^import (?:(?:${NAMES}|\* as [\w$]+|[\w$]+) from )?${FROM};?$`,
    String.raw`^export (?:${NAMES}(?: from ${FROM})?|\*(?: as [\w$]+)? from ${FROM});?$`,
    String.raw`^export (?=(?:const|let|var|class|function|async function)\b)`,
    String.raw`^export default `,
    String.raw`\bimport\.meta\b`,
  ].join('|'),
  'gm',
)
const STANDS_FOR: Readonly<Record<string, string>> = { 'export default ': '0,', 'import.meta': 'meta' }
