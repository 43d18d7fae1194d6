import { resolve } from 'node:path'
import { checkExports } from './check-exports.ts'

const ASPECTS = ['content', 'shape', 'types', 'runs'] as const

const checked = await checkExports(resolve(import.meta.dirname, '../../..'))
const rows = checked.map((each) => [
  each.name,
  `${each.files}`,
  `${each.kilobytes} kB`,
  ...ASPECTS.map((aspect) => (each[aspect].length === 0 ? 'ok' : `${each[aspect].length} bad`)),
])
const table = [['package', 'files', 'size', ...ASPECTS], ...rows]
const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
for (const row of table)
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )

const problems = checked.flatMap((each) => ASPECTS.flatMap((aspect) => each[aspect].map((problem) => `${each.name}: ${problem}`)))
for (const problem of problems) console.error(problem)
console.log(`${checked.length} packages, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
