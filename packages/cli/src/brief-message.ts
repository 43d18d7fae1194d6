/** A message in one line: its first, and where that announces more, the last. */
export function briefly(message: string): string {
  const lines = message.split('\n').map((line) => line.trim())
  const [first = ''] = lines
  return first.endsWith(':') && lines.length > 1 ? `${first} ${lines.at(-1)}` : first
}
