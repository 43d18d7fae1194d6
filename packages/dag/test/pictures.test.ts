import { instance } from '@viz-js/viz'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bareTask } from '@meshwright/testkit'
import { dot, emitPlan, mermaid, planGraph, readDot, readMermaid, type Emitter } from '../src/index.ts'
import { anyPlan, largePlan } from './any-plan.ts'
import { smallPlan } from './small-plan.ts'

const viz = await instance()

const emitted = (emitter: Emitter, plan: Parameters<typeof emitPlan>[1]) => emitPlan(emitter, plan)[0]?.text ?? ''

test('a picture shows tasks by their kind, and what waits for what', () => {
  const plan = smallPlan()
  expect(emitted(mermaid, plan).replace(plan.hash, 'HASH')).toBe(`%% Emitted by Meshwright from plan HASH. Emit again instead of editing.
flowchart LR
  t0[/"ingest:orders"/]
  t1{{"gate:orders"}}
  t2["build:dm_sales"]
  t3{{"gate:dm_sales"}}
  t4(["report:sales"])
  t0 --> t1
  t1 --> t2
  t2 --> t3
  t3 --> t4
`)
  expect(viz.renderString(emitted(dot, plan), { format: 'svg' })).toContain('gate:dm_sales')
})

test('what Graphviz reads of any plan is the plan', () => {
  fc.assert(
    fc.property(anyPlan({ tasks: 30 }), (plan) => {
      const { output, errors } = viz.render(emitted(dot, plan), { format: 'dot_json' })
      // Its own fonts have few characters.
      expect(errors.filter(({ message }) => !/no value for width/.test(message))).toEqual([])
      expect(readDot(JSON.parse(output ?? ''))).toEqual(planGraph(plan, dot.capabilities))
    }),
    { numRuns: 25 },
  )
})

test('a blank at the end is kept, which Mermaid would cut', () => {
  expect(emitted(mermaid, smallPlan({ tasks: [bareTask('build:a b ')], edges: [] }))).toContain('  t0["build:a b#32;"]\n')
})

test('what is read of a Mermaid picture of any plan is the plan', () => {
  fc.assert(
    fc.property(anyPlan({ tasks: 30 }), (plan) => {
      expect(readMermaid(emitted(mermaid, plan))).toEqual(planGraph(plan, mermaid.capabilities))
    }),
  )
  expect(() => emitted(mermaid, largePlan(300))).toThrow(
    /mermaid draws at most 500 edges and 50000 characters, and this would be 1000 and \d+: emit with --granularity layer or group, or as dot/,
  )
})
