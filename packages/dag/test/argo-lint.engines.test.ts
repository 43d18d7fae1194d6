import { argo as linter, installed, surroundings } from '@meshwright-tools/engines'
import type { Plan } from '@meshwright/contracts'
import fc from 'fast-check'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { argo, emitPlan, type EmitOptions } from '../src/index.ts'
import { anyPlan, largePlan } from './any-plan.ts'
import { smallPlan } from './small-plan.ts'

const IMAGE = { image: 'registry.example/shop:1.4.0' }
const folder = mkdtempSync(join(tmpdir(), 'meshwright-argo-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let program: string
beforeAll(async () => {
  program = (await installed(linter, surroundings(process.env))).path
}, 3_600_000)

const emitted = (plan: Plan, options: EmitOptions = {}) => emitPlan(argo, plan, { ...IMAGE, ...options })[0]?.text ?? ''

/** What Argo's own linter says of a file. */
function linted(text: string) {
  const file = join(folder, 'emitted.yaml')
  writeFileSync(file, text)
  const { status, stdout, stderr } = spawnSync(program, [file], { encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

const FINE = { status: 0, said: 'no linting errors found!\n' }

test('Argo has nothing against a template, its schedule and its pools', () => {
  const options = { namespace: 'data', secrets: ['SHOP_PASSWORD'], home: '/var/lib/meshwright', volumeClaim: 'shop' }
  expect(linted(emitted(smallPlan(), options))).toEqual(FINE)
  expect(linted(emitted(smallPlan({ schedule: null, pools: [] })))).toEqual(FINE)
  expect(linted(emitted(largePlan(1000)))).toEqual(FINE)
})

test('nor against any plan', () => {
  for (const plan of fc.sample(anyPlan({ tasks: 20 }), 25)) expect(linted(emitted(plan)), JSON.stringify(plan)).toEqual(FINE)
})

test('it refuses a task that waits for none of the others, a key it does not know, and a cron that is none', () => {
  const text = emitted(smallPlan())
  expect(linted(text.replace('- "gate--orders"', '- "gate--ordres"')).said).toContain('ordres')
  expect(linted(text.replace('failFast', 'failfast')).said).toContain('unknown field')
  expect(linted(text.replace('0 6 * * *', '0 66 * * *')).said).toContain('cron schedule')
})
