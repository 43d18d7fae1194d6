import { runWorkflow } from '@meshwright-tools/engines/local-workflow'
import { emitPlan, githubActions } from '@meshwright/dag'
import fc from 'fast-check'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder } from './command.ts'
import { anyAtOnce, COMMAND, outcomesText, runHere, type Came, type Simulated } from './simulated-plans.ts'

// Airflow and Dagster are asked in failing-tasks.engines.test.ts.
const PLANS = 30
const RETRIES_END_AT = { final: 2 }

/** A folder in which the tasks of a plan end as they are to. */
function folderOf(simulated: Simulated): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'command.sh'), COMMAND)
  writeFileSync(join(folder, 'outcomes'), outcomesText(simulated))
  return folder
}

const triesIn = (folder: string): string[] =>
  existsSync(join(folder, 'tries')) ? readFileSync(join(folder, 'tries'), 'utf8').trim().split('\n').toSorted() : []

const ENDS = { success: 'done', failure: 'failed', skipped: 'blocked' } as const

test.for(['one', 'each'] as const)(
  'GitHub Actions runs, fails and holds back the tasks that the local runner does (jobs: %s)',
  { timeout: 300_000 },
  async (jobs) => {
    const seen = new Set<string>()
    for (const each of fc.sample(anyAtOnce, PLANS)) {
      const folder = folderOf(each)
      const [file] = emitPlan(githubActions, each.plan, { command: ['sh', 'command.sh'], jobs })
      writeFileSync(join(folder, 'flow.yml'), file?.text ?? '')
      const { outcomes } = runWorkflow(join(folder, 'flow.yml'), folder, { github: { run_id: '1', run_attempt: '1' }, inputs: {} })
      const ends = Object.fromEntries(each.plan.tasks.map(({ id }) => [id, ENDS[outcomes.get(id) ?? 'skipped']]))
      for (const end of Object.values(ends)) seen.add(end)
      expect({ ends, tries: triesIn(folder) }, JSON.stringify(each)).toEqual(await runHere(each, RETRIES_END_AT))
    }
    expect(seen).toEqual(new Set(Object.values(ENDS)))
  },
)

const make = spawnSync('make', ['--version']).status === 0
const PAGE = resolve(import.meta.dirname, '../../../docs/guide/other-schedulers.md')

test.skipIf(!make)(
  `make -k, by the Makefile of the guide, does so too${make ? '' : ' (skipped: there is no make)'}`,
  { timeout: 300_000 },
  async () => {
    const [, template = ''] = /```ts\n([^]*?)```/.exec(readFileSync(PAGE, 'utf8')) ?? []
    const seen = new Set<string>()
    for (const each of fc.sample(anyAtOnce, PLANS / 3)) {
      const folder = folderOf(each)
      writeFileSync(join(folder, 'plan.json'), JSON.stringify(each.plan))
      writeFileSync(join(folder, 'make.ts'), template.replace("'node_modules/.bin/meshwright'", "'sh', 'command.sh'"))
      const emitted = spawnSync(process.execPath, ['--conditions=@meshwright/source', 'make.ts'], { cwd: folder, encoding: 'utf8' })
      expect(emitted.status, emitted.stderr).toBe(0)
      const { stderr } = spawnSync('make', ['-k', '-j2'], { cwd: folder, encoding: 'utf8' })
      const failed = new Set(
        [...stderr.matchAll(/^make: \*\*\* .*?([\w.]+)\] Error \d+$/gm)].map(([, name = '']) => name.replace('.', ':')),
      )
      const tries = triesIn(folder)
      const begun = new Set(tries.map((line) => line.slice(0, line.lastIndexOf(' '))))
      const end = (id: string): Came['ends'][string] => (failed.has(id) ? 'failed' : begun.has(id) ? 'done' : 'blocked')
      const ends = Object.fromEntries(each.plan.tasks.map(({ id }) => [id, end(id)]))
      for (const came of Object.values(ends)) seen.add(came)
      expect({ ends, tries }, JSON.stringify(each)).toEqual(await runHere(each, RETRIES_END_AT))
    }
    expect(seen).toEqual(new Set(Object.values(ENDS)))
  },
)
