import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Plan } from '@meshwright/contracts'
import { argo, emitPlan, planGraph, readArgo, type EmitOptions } from '../src/index.ts'
import { anyPlan, largePlan } from './any-plan.ts'
import { smallPlan } from './small-plan.ts'
import { strictSchema } from './strict-schema.ts'

const IMAGE = { image: 'registry.example/shop:1.4.0' }

const KINDS = {
  CronWorkflow: strictSchema('argo-workflows.schema.json', 'io.argoproj.workflow.v1alpha1.CronWorkflow'),
  WorkflowTemplate: strictSchema('argo-workflows.schema.json', 'io.argoproj.workflow.v1alpha1.WorkflowTemplate'),
  ConfigMap: () => [],
}

interface Document {
  kind: keyof typeof KINDS
  spec: Record<string, unknown>
}

const emitted = (plan: Plan, options: EmitOptions = IMAGE) => emitPlan(argo, plan, options)[0]?.text ?? ''
const documents = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as Document)
const problems = (text: string) => documents(text).flatMap((document) => KINDS[document.kind](document))

test('a template to be submitted by hand, a schedule of it, and the slots of its pools', () => {
  const plan = smallPlan()
  const text = emitted(plan, { ...IMAGE, namespace: 'data', secrets: ['SHOP_PASSWORD'], home: '/var/lib/meshwright', volumeClaim: 'shop' })
  expect(problems(text)).toEqual([])
  expect(text.replaceAll(plan.hash, 'HASH')).toMatchSnapshot()
})

test('the schema refuses what Argo does not know', () => {
  const [template, cron] = documents(emitted(smallPlan()))
  expect(KINDS.CronWorkflow({ ...cron, spec: { ...cron?.spec, timeZone: 'UTC' } })).toEqual([
    '/spec must NOT have additional properties {"additionalProperty":"timeZone"}',
  ])
  expect(KINDS.WorkflowTemplate({ ...template, spec: { ...template?.spec, retrys: 1 } })).toHaveLength(1)
})

test('an image must be named', () => {
  expect(() => emitted(smallPlan(), {})).toThrow(
    'argo: name the image that holds Node, the command and the project: --image registry.example/shop:1.4.0',
  )
  expect(() => emitted(smallPlan(), { ...IMAGE, volumeClaim: 'shop' })).toThrow('say where, as --home /var/lib/meshwright')
})

test('what is read of any plan is the plan, and no text of it is a template', () => {
  fc.assert(
    fc.property(anyPlan({ tasks: 30 }), (plan) => {
      const text = emitted(plan)
      expect(problems(text)).toEqual([])
      expect(readArgo(documents(text))).toEqual(planGraph(plan, argo.capabilities, IMAGE))
      const workflow = JSON.stringify(documents(text).filter(({ kind }) => kind !== 'ConfigMap'))
      const templates = [...workflow.matchAll(/\{\{.*?\}\}/g)].map(([found]) => found)
      expect(new Set(templates)).toEqual(OURS)
    }),
    { numRuns: 30 },
  )
})

const OURS = new Set([
  '{{inputs.parameters.command}}',
  '{{workflow.uid}}',
  '{{=asInt(retries) + 1}}',
  '{{workflow.parameters.full-refresh}}',
  '{{workflow.parameters.interval-start}}',
  '{{workflow.parameters.interval-end}}',
])

test('the container gets the id as it is', () => {
  for (const plan of fc.sample(anyPlan({ tasks: 5 }), 5)) {
    const read = readArgo(documents(emitted(plan, { ...IMAGE, command: ['printf', '%s\\0'] })))
    const text = documents(emitted(plan, { ...IMAGE, command: ['printf', '%s\\0'] })).find(({ kind }) => kind === 'WorkflowTemplate')
    for (const [command = '', { id }] of commands(text).map((given, at) => [given, plan.tasks[at] ?? { id: '' }] as const)) {
      const said = execFileSync('sh', ['-c', `exec ${command}`], { encoding: 'utf8' }).split('\0')
      expect(said).toContain(`--task=${id}`)
    }
    expect(read.nodes).toHaveLength(plan.tasks.length)
  }
})

function commands(template: Document | undefined): readonly string[] {
  if (template === undefined) return []
  const [{ dag }] = template.spec['templates'] as [{ dag: { tasks: { arguments: { parameters: [{ value: string }] } }[] } }]
  return dag.tasks.map((task) => task.arguments.parameters[0].value)
}

test('a thousand tasks', () => {
  const plan = largePlan(1000)
  expect(readArgo(documents(emitted(plan)))).toEqual(planGraph(plan, argo.capabilities, IMAGE))
})
