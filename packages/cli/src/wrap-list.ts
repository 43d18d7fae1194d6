import { displayWidth } from './text-table.ts'

/** Names after a beginning, separated by commas; lines that would be wider than `columns` go on below the first name. */
export function wrapList(beginning: string, names: readonly string[], columns: number): string[] {
  const indent = ' '.repeat(displayWidth(beginning))
  const lines: string[] = []
  let line = beginning
  names.forEach((name, index) => {
    const piece = index === names.length - 1 ? name : `${name},`
    if (line !== beginning && line !== indent && displayWidth(line) + 1 + displayWidth(piece) > columns) {
      lines.push(line)
      line = indent
    }
    line += line === beginning || line === indent ? piece : ` ${piece}`
  })
  return [...lines, line]
}
