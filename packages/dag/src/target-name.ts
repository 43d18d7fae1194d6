import { createHash } from 'node:crypto'
import { DagError } from './dag-error.ts'

/** What a target takes as a name. */
export interface NameRule {
  /** One ASCII character that a name may hold as it is. */
  readonly keeps: RegExp
  /** One character with which a name may begin, or end; letters and digits at least. */
  readonly first: RegExp
  readonly last: RegExp
  /** What the first colon becomes; not among what is kept, and a legal character unless a name begins or ends with it. */
  readonly colon?: string
  /** The kept character that stands around the code of any other: with `-`, a blank is `-20-`. Legal at both ends, and none of 0-9a-f. */
  readonly escape: string
  /** Of characters. */
  readonly maxLength: number
}

const HASH_LENGTH = 16

/**
 * A name as the target can hold it. A character that it cannot is written as its code point in hexadecimal between two escapes, and
 * `sourceName` reads that back. A name that would be as long as is allowed or longer is cut, and ends in a hash of all of it: of such a
 * name the source is in the command that was emitted beside it.
 */
export function targetName(source: string, rule: NameRule): string {
  const characters = [...source]
  const colon = rule.colon === undefined ? -1 : characters.indexOf(':')
  const written = characters.map((character, at) => {
    if (at === colon && at > 0 && at < characters.length - 1) return rule.colon ?? ''
    const stays =
      rule.keeps.test(character) &&
      (at > 0 || rule.first.test(character)) &&
      (at < characters.length - 1 || rule.last.test(character)) &&
      !(character === rule.escape && readsAsCode(characters, at, rule))
    return stays ? character : `${rule.escape}${(character.codePointAt(0) ?? 0).toString(16)}${rule.escape}`
  })
  const name = written.join('')
  if (name !== '' && name.length < rule.maxLength) return name
  const hash = createHash('sha256').update(source).digest('hex').slice(0, HASH_LENGTH)
  // Cut between characters, not within a code; 0 is kept everywhere and fills up.
  const room = rule.maxLength - HASH_LENGTH
  let head = ''
  for (const part of written) {
    if (head.length + part.length > room) break
    head += part
  }
  return (head.padEnd(room, '0') + hash).slice(0, rule.maxLength)
}

/** Whether an escape character that stays would be read as the beginning of a code. */
function readsAsCode(characters: readonly string[], at: number, rule: NameRule): boolean {
  let next = at + 1
  while (next < characters.length && /[0-9a-f]/.test(characters[next] ?? '')) next++
  const after = characters[next]
  return (
    next > at + 1 &&
    after !== undefined &&
    (after === rule.escape || !rule.keeps.test(after) || !(next < characters.length - 1 || rule.last.test(after)))
  )
}

/** The name of which `targetName` made this one; undefined where it was cut. */
export function sourceName(name: string, rule: NameRule): string | undefined {
  if (name.length === rule.maxLength) return undefined
  let source = ''
  let colons = 0
  for (let at = 0; at < name.length;) {
    const character = name[at] ?? ''
    const end = character === rule.escape ? name.indexOf(rule.escape, at + 1) : -1
    const code = end === -1 ? '' : name.slice(at + 1, end)
    if (/^[0-9a-f]+$/.test(code)) {
      source += String.fromCodePoint(Number.parseInt(code, 16))
      at = end + 1
    } else {
      source += character === rule.colon && colons++ === 0 ? ':' : character
      at++
    }
  }
  return source
}

/** Each name as the target holds it. Throws DagError `name-collides` where two would be one. */
export function targetNames(sources: Iterable<string>, rule: NameRule): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Map<string, string>()
  const problems: string[] = []
  for (const source of sources) {
    if (names.has(source)) continue
    const name = targetName(source, rule)
    const other = taken.get(name)
    if (other !== undefined)
      problems.push(`${JSON.stringify(source)} and ${JSON.stringify(other)} would both be ${name}; rename one of them`)
    taken.set(name, source)
    names.set(source, name)
  }
  if (problems.length > 0) throw new DagError('name-collides', problems.join('\n'), { problems })
  return names
}
