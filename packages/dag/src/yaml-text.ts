import type { Plan } from '@meshwright/contracts'

/** What is written as YAML: plain data, without null. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue | undefined }

/**
 * YAML in its block form. Every text is in double quotes, escaped as in JSON, so that none is read as another type, a comment, an anchor
 * or the next line; scripts, which end with a line break, are written as blocks. Keys that are undefined are left out.
 */
const yamlText = (value: YamlValue): string => `${written(value, '').trimStart()}\n`

// What YAML counts as a line break or cannot print, and JSON.stringify leaves as it is.
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

/** Documents of a plan in one file, with a line that says where they come from. */
export const emittedYaml = ({ project, hash }: Pick<Plan, 'project' | 'hash'>, ...documents: readonly YamlValue[]): string =>
  `# Emitted by Meshwright from plan ${yamlString(hash)} of ${yamlString(project)}. Emit again instead of editing.\n${documents.map(yamlText).join('---\n')}`

/** One text, in double quotes. */
const yamlString = (text: string): string =>
  JSON.stringify(text).replaceAll(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

const PRINTABLE = /^[^\p{C}\u2028\u2029]*$/u
const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_./-]*$/
// What YAML 1.1 takes for a boolean or null; `on` is a key of GitHub, which reads YAML 1.2.
const NOT_PLAIN = /^(?:y|n|yes|no|off|true|false|null)$/i

function written(value: YamlValue, indent: string): string {
  if (typeof value === 'string') {
    if (!isScript(value)) return ` ${yamlString(value)}`
    const lines = value.slice(0, -1).split('\n')
    return ` |\n${lines.map((line) => (line === '' ? '' : `${indent}${line}`)).join('\n')}`
  }
  if (typeof value !== 'object') return ` ${value}`
  if (isList(value)) return value.length === 0 ? ' []' : `\n${value.map((item) => `${indent}-${inItem(item, indent)}`).join('\n')}`
  const entries = Object.entries(value).filter((entry): entry is [string, YamlValue] => entry[1] !== undefined)
  return entries.length === 0
    ? ' {}'
    : `\n${entries.map(([key, item]) => `${indent}${keyText(key)}:${written(item, `${indent}  `)}`).join('\n')}`
}

const isScript = (text: string) => /^\S(?:[^]*\S)?\n$/.test(text) && text.split('\n').every((line) => PRINTABLE.test(line))

const isList = (value: YamlValue): value is readonly YamlValue[] => Array.isArray(value)

const keyText = (key: string) => (PLAIN_KEY.test(key) && !NOT_PLAIN.test(key) ? key : yamlString(key))

// An object in a list begins on the line of its dash.
const inItem = (item: YamlValue, indent: string) => written(item, `${indent}  `).replace(/^\n +/, ' ')
