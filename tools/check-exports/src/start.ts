import { resolve } from 'node:path'
import { ASPECTS, checkExports } from './check-exports.ts'

const { sizes, examples, problems } = await checkExports(resolve(import.meta.dirname, '../../..'), (line) => console.error(line))
const table = [
  ['package', 'files', 'tarball', 'bundle', 'import', ...ASPECTS.filter((aspect) => aspect !== 'examples')],
  ...sizes.map((each) => [
    each.name,
    `${each.files}`,
    `${each.kilobytes} kB`,
    `${each.bundle.toFixed(1)} kB`,
    `${Math.max(0, Math.round(each.importMilliseconds))} ms`,
    ...ASPECTS.filter((aspect) => aspect !== 'examples').map((aspect) => {
      const bad = problems.filter((one) => one.of === each.name && one.aspect === aspect).length
      return bad === 0 ? 'ok' : `${bad} bad`
    }),
  ]),
]
const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
for (const row of table)
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
for (const { of, aspect, problem } of problems) console.error(`${of}: ${aspect}: ${problem}`)
console.log(`${sizes.length} packages, ${examples.length} examples of use alone, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
