import { parseArgs } from 'node:util'
import type { Measurement } from './bench.ts'
import { findBenches } from './find-benches.ts'
import { measurementTable } from './measurement-table.ts'

const benches = await findBenches()
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string' },
    repeat: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
const unknown = positionals.filter((name) => !benches.has(name))
const rows = values.rows === undefined ? undefined : wholeNumber(values.rows)
const repeat = values.repeat === undefined ? undefined : wholeNumber(values.repeat)

if (values.help || positionals.length === 0 || unknown.length > 0 || rows === null || repeat === null) {
  for (const name of unknown) console.error(`there is no bench "${name}"`)
  if (rows === null || repeat === null) console.error('--rows and --repeat take a whole number from 1')
  console.error('npm run bench -- <bench>… [--json] [--rows N] [--repeat N]\n')
  for (const { name, summary } of benches.values()) console.error(`  ${name.padEnd(16)}${summary}`)
  process.exitCode = values.help ? 0 : 2
} else {
  const measured: Measurement[] = []
  for (const name of positionals) {
    const bench = benches.get(name)
    if (bench === undefined) continue
    const say = (line: string) => console.error(`${name}  ${line}`)
    for (const each of rows === undefined ? bench.defaultRows : [rows])
      measured.push(...(await bench.run({ rows: each, repeat: repeat ?? bench.defaultRepeat ?? 5, say })))
  }
  console.log(values.json ? JSON.stringify(measured, undefined, 2) : measurementTable(measured))
}

function wholeNumber(text: string): number | null {
  return /^[1-9]\d*$/.test(text) ? Number(text) : null
}
