import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where in a person's files an error arose. */
export interface ErrorPlace {
  readonly path: string
  readonly line: number
  /** From 1; undefined when the error does not say. */
  readonly column: number | undefined
}

const OURS = fileURLToPath(new URL('../', import.meta.url))
const HEAD = /^(file:\/\/[^\n]*|\/[^\n]*|[A-Za-z]:[^\n]*):(\d+)\n([^]*?)^\w*Error\b/m
const CARET = /^( *)\^/m
const FRAME = /(?:\(|at (?:async )?)(file:\/\/\S+):(\d+):(\d+)\)?$/gm

/**
 * The first place in a stack that is neither in this package nor in node_modules. A syntax error has its place before the stack.
 * `inside` is preferred: a package of the same repository is a person's file too, but rarely the one to mend.
 */
export function errorPlace(error: unknown, inside: string): ErrorPlace | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const head = /^(?:file:\/\/|\/|[A-Za-z]:)/.test(stack) ? HEAD.exec(stack) : null
  if (head !== null) {
    const caret = CARET.exec(head[3] ?? '')?.[1]
    const [, place = ''] = head
    return {
      path: place.startsWith('file://') ? fileURLToPath(place) : place,
      line: Number(head[2]),
      column: caret === undefined ? undefined : caret.length + 1,
    }
  }
  const places = [...stack.matchAll(FRAME)]
    .map((frame) => ({ path: fileURLToPath(frame[1] as string), line: Number(frame[2]), column: Number(frame[3]) }))
    .filter(({ path }) => !path.startsWith(OURS) && !path.includes('/node_modules/'))
  return places.find(({ path }) => path.startsWith(inside)) ?? places[0]
}

/** The line that imports what was not found: Node names the file only. */
export function importPlace(error: unknown): ErrorPlace | undefined {
  const [, missing = '', path = ''] =
    /Cannot find (?:package|module) '([^']+)' imported from (.+)/.exec(error instanceof Error ? error.message : '') ?? []
  if (path === '' || !existsSync(path)) return undefined
  const name = basename(missing)
  const lines = readFileSync(path, 'utf8').split('\n')
  const line = lines.findIndex((text) => /\b(?:import|from)\b/.test(text) && text.includes(name))
  return line < 0 ? undefined : { path, line: line + 1, column: undefined }
}
