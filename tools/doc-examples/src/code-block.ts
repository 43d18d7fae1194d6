/** One fenced block of a page. */
export interface CodeBlock {
  /** From 1 in its page; it and the page name the block. */
  readonly number: number
  /** The line of its opening fence. */
  readonly line: number
  readonly language: string
  /** What follows the language: words are true, `key=value` and `key="some words"` are text. */
  readonly options: Readonly<Record<string, string | true>>
  readonly text: string
}

/** What is to be done with a block. */
export type Role = 'file' | 'module' | 'shell' | 'output' | 'not-run' | 'shown'

export function roleOf({ language, options }: CodeBlock): Role {
  if (options['not-run'] !== undefined) return 'not-run'
  if (options['output'] !== undefined) return 'output'
  if (options['file'] !== undefined) return 'file'
  return language === 'ts' ? 'module' : language === 'sh' ? 'shell' : 'shown'
}

/** The fenced blocks of a page, in its order. Throws on one that is never closed. */
export function readBlocks(page: string): CodeBlock[] {
  const lines = page.split('\n')
  const blocks: CodeBlock[] = []
  for (let at = 0; at < lines.length; at++) {
    const opening = /^(`{3,})\s*(\S*)\s*(.*)$/.exec(lines[at] ?? '')
    if (opening === null) continue
    const [, fence = '', language = '', info = ''] = opening
    const end = lines.indexOf(fence, at + 1)
    if (end < 0) throw new Error(`line ${at + 1}: a block that is never closed`)
    blocks.push({
      number: blocks.length + 1,
      line: at + 1,
      language,
      options: readOptions(info),
      text: lines
        .slice(at + 1, end)
        .map((line) => `${line}\n`)
        .join(''),
    })
    at = end
  }
  return blocks
}

function readOptions(info: string): Record<string, string | true> {
  const options: Record<string, string | true> = {}
  for (const [, key = '', quoted, plain] of info.matchAll(/([a-z-]+)(?:="([^"]*)"|=(\S+))?/g)) options[key] = quoted ?? plain ?? true
  return options
}
