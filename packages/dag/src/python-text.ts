/** A Python literal of any text; what JSON and Python write alike stays as it is. */
export const pythonText = (text: string): string => `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

/** A Python expression, `loads(…)`, of a JSON document with tasks, one of them a line. */
export function pythonDocument({ tasks, ...rest }: { readonly tasks: readonly object[] }): string {
  const head = `${JSON.stringify(rest).slice(0, -1)},"tasks":[`
  const lines = [head, ...tasks.map((task, at) => JSON.stringify(task) + (at < tasks.length - 1 ? ',' : '')), ']}']
  return `loads(\n${lines.map((line) => `    ${pythonText(line)}\n`).join('')})`
}
