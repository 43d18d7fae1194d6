import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'

// The first example of the README, with the names around it given.
test('the example of the README runs', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const imports = example.split('\n').filter((line) => line.startsWith('import'))
  const body = example.split('\n').filter((line) => !line.startsWith('import'))
  const file = new URL('./readme.generated.ts', import.meta.url)
  const around = `
import { duckdbDialect as dialect, openDuckdb } from './duckdb-store.ts'
import { lines, orders, SHOP } from './shop.ts'
const store = await openDuckdb()
await store.run(SHOP)
const [resolve, signal, runId, now] = [(table) => ({ schema: 'main', table }), new AbortController().signal, 'run', new Date(0)]
const name = resolve('orders')
const printed = []
const console = { log: (text) => printed.push(text) }
`
  writeFileSync(file, `${imports.join('\n')}\n${around}\n${body.join('\n')}\nexport { printed, results }\n`)
  try {
    const ran = (await import(/* @vite-ignore */ file.href)) as { printed: string[]; results: readonly { name: string; status: string }[] }
    const shown = /prints\n\n```\n([\s\S]*?)```/.exec(readme)?.[1]?.trim() ?? ''
    expect(ran.printed[0]?.replace(/(email_pattern, ).*/, '$1…')).toBe(shown)
    expect(ran.results.find((result) => result.name === 'revenue_is_quantity_times_price')?.status).toBe('failed')
    expect(ran.results.find((result) => result.name === 'same_row_count_as_lines')?.status).toBe('passed')
  } finally {
    rmSync(file)
  }
})
