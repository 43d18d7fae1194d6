import { typeLabel, type Column } from '@meshwright/contracts'
import type { RowDiff } from '@meshwright/models'
import type { TestResult } from '@meshwright/pipeline'
import type { Paint } from './terminal.ts'
import { duration, textTable } from './text-table.ts'

/** One test as one line, and what is wrong below it. */
export function testLines(result: TestResult, paint: Paint, nameWidth: number): string {
  const { status, table, name, milliseconds } = result
  const word = status === 'passed' ? paint('green', 'passed ') : paint('red', status === 'failed' ? 'failed ' : 'error  ')
  const line = ` ${word}  ${table.padEnd(nameWidth)}  ${name}  ${paint('dim', duration(milliseconds))}\n`
  if (status === 'passed') return line
  return `${line}${status === 'failed' ? diffLines(result.diff) : result.problems.map((problem) => `     ${problem.replaceAll('\n', '\n     ')}\n`).join('')}\n`
}

type Row = readonly unknown[]

function diffLines({ columns, differing, missing, unexpected, outOfOrder }: RowDiff): string {
  const whole = (row: Row) => columns.map((column, index) => `${column.name}: ${shown(row[index])}`).join(', ')
  const lines = [
    ...(outOfOrder === undefined ? [] : [`     the rows are the expected ones, but in another order from row ${outOfOrder} on\n`]),
    ...missing.map((row) => `     missing     { ${whole(row)} }\n`),
    ...unexpected.map((row) => `     unexpected  { ${whole(row)} }\n`),
    ...differing.map(({ expected, actual, columns: names }) => {
      const differs = (column: Column) => names.includes(column.name)
      const rows = columns.flatMap((column, index) =>
        differs(column) ? [[column.name, typeLabel(column.type), `expected ${shown(expected[index])}`, `got ${shown(actual[index])}`]] : [],
      )
      const same = columns.flatMap((column, index) => (differs(column) ? [] : [`${column.name}: ${shown(expected[index])}`])).join(', ')
      return `     differs     { ${same} }\n${textTable(rows, [], '                 ')}`
    }),
  ]
  return lines.join('')
}

/** A value as a test writes it: `12n`, `'10.00'`, `''`, null. */
export function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  if (value !== null && typeof value === 'object')
    return `{ ${Object.entries(value)
      .map(([name, inner]) => `${name}: ${shown(inner)}`)
      .join(', ')} }`
  return Object.is(value, -0) ? '-0' : String(value)
}
