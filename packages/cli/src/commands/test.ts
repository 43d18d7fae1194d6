import { toJson } from '@meshwright/contracts'
import type { RowDiff } from '@meshwright/models'
import { testProject, type Project, type TestResult } from '@meshwright/pipeline'
import { CliError } from '../cli-error.ts'
import { jsonText, openProject, type Command } from '../command.ts'
import { interruptKeys } from '../interrupt-keys.ts'
import { waitSeconds, WAIT_HELP, WAIT_OPTION } from '../open-reading.ts'
import { SELECT_HELP, SELECT_OPTIONS, selectedTables } from '../selection.ts'
import { testLines } from '../test-lines.ts'
import { counted, duration } from '../text-table.ts'

export const test: Command = {
  name: 'test',
  summary:
    'Runs the tests of the models: given rows of what a model reads, it must make the expected ones. It touches no data of the project.',
  operands: '',
  options: { ...SELECT_OPTIONS, 'on-warehouse': { type: 'boolean' }, ...WAIT_OPTION },
  optionHelp: {
    ...SELECT_HELP,
    'on-warehouse': "on the project's own warehouse, in hidden tables that are dropped afterwards (default: in memory)",
    ...WAIT_HELP,
  },
  examples: ['meshwright test', "meshwright test --select 'dm_*'", 'meshwright test --on-warehouse', 'meshwright test --json > tests.json'],
  async run(call) {
    const { terminal } = call
    const { project, home } = await openProject(call)
    const json = call.options['json'] === true
    const tables = selectedTables(call, project)
    const tests = project.tests.filter(({ model }) => tables?.has(model.contract.name) ?? true)
    const width = Math.max(0, ...tests.map(({ model }) => model.contract.name.length))
    const keys = interruptKeys((line) => terminal.err(`${line}\n`))
    const began = performance.now()
    try {
      const results = await testProject(project, tests, {
        home,
        on: call.options['on-warehouse'] === true ? 'warehouse' : 'memory',
        waitSeconds: waitSeconds(call),
        cancel: keys.cancel,
        onProgress: (progress) => progress.event === 'note' && terminal.err(`${progress.message}\n`),
        onTest: (result) => terminal.err(testLines(result, terminal.paint, width)),
      })
      terminal.err(closing(project, results, performance.now() - began))
      if (json) terminal.out(jsonText(results.map(document)))
      return results.every((result) => result.status === 'passed') ? 0 : 1
    } catch (error) {
      if (keys.cancel.aborted) throw new CliError('interrupted', 'interrupted; the tables of the test are dropped', { cause: error })
      throw error
    } finally {
      keys.release()
    }
  },
}

function closing(project: Project, results: readonly TestResult[], milliseconds: number): string {
  if (results.length === 0)
    return project.tests.length
      ? ' none of these models has a test\n'
      : ` ${project.name} has no tests: write modelTest(…) and put it in tests: […] of the project\n`
  const count = (status: TestResult['status']) => results.filter((result) => result.status === status).length
  const verdicts = [
    ...(count('passed') ? [`${count('passed')} passed`] : []),
    ...(count('failed') ? [`${count('failed')} failed`] : []),
    ...(count('error') ? [`${count('error')} could not be run`] : []),
  ].join(', ')
  const models = new Set(results.map((result) => result.table)).size
  return `${results.at(-1)?.status === 'passed' ? '\n' : ''} ${counted(results.length, 'test')} of ${counted(models, 'model')}: ${verdicts} · ${duration(milliseconds)}\n`
}

function document(result: TestResult): unknown {
  return result.status === 'failed' ? { ...result, diff: diffDocument(result.diff) } : result
}

/** Rows as records, in the JSON form of their types. */
function diffDocument({ columns, differing, missing, unexpected, outOfOrder }: RowDiff): unknown {
  const record = (row: RowDiff['missing'][number]) =>
    Object.fromEntries(columns.map((column, index) => [column.name, toJson(column.type, row[index] ?? null)]))
  return {
    missing: missing.map(record),
    unexpected: unexpected.map(record),
    differing: differing.map((pair) => ({ columns: pair.columns, expected: record(pair.expected), actual: record(pair.actual) })),
    outOfOrder: outOfOrder ?? null,
  }
}
