/** What was printed, as a page may show it: the folder it ran in is `…`. */
export const shownOutput = (printed: string, folders: readonly string[]): string =>
  folders
    .reduce((text, folder) => text.replaceAll(folder, '…'), printed)
    .replaceAll(/\?run=\d+/g, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')

// Tables are done in whatever order their tasks end.
const TASK = /^ (ingest|build|check|report|blocked|failed|stopped) +\S+ .*\d+ (<time>|rows)|^ (blocked|stopped) /

/** Without what differs from run to run: durations, ids, moments, process ids, and the order of tasks. */
export function normalOutput(text: string): string {
  const lines = text
    .replaceAll(/\s*\b\d[\d.,]* (ms|s|min)\b(?: \d+ s)?/g, ' 0 <time>')
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>')
    .replaceAll(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, '<moment>')
    .replaceAll(/PID \d+/g, 'PID <id>')
    .split('\n')
    .map((line) => line.trimEnd())
  const sorted: string[] = []
  for (let at = 0; at < lines.length;) {
    const end = lines.findIndex((line, index) => index >= at && !TASK.test(line))
    const group = lines.slice(at, end < 0 ? undefined : end)
    sorted.push(...group.sort(), ...(end < 0 ? [] : [lines[end] ?? '']))
    at = end < 0 ? lines.length : end + 1
  }
  return sorted.join('\n').trim()
}

/** Whether a page shows what was printed. A line `…` stands for any lines. */
export function sameOutput(shown: string, printed: string): boolean {
  const pattern = normalOutput(shown)
    .split(/^ *…$/m)
    .map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^]*?')
  return new RegExp(`^${pattern}$`).test(normalOutput(printed))
}

/** The values that a module's lines say they print: `console.log(sum) // 42`. */
export function promisedValues(module: string): string[] {
  return [...module.matchAll(/console\.log\(.*\) \/\/ (.+)$/gm)].map((match) => match[1] ?? '')
}

/** The first promised value that is not among the printed lines, in order; undefined when all are. */
export function missingValue(promised: readonly string[], printed: string): string | undefined {
  const lines = normalOutput(printed).split('\n')
  let at = 0
  for (const value of promised) {
    const found = lines.findIndex((line, index) => index >= at && line === normalOutput(value))
    if (found < 0) return value
    at = found + 1
  }
  return undefined
}
