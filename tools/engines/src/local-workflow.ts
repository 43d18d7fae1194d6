import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { parse } from 'yaml'

type Outcome = 'success' | 'failure' | 'skipped'

interface Step {
  readonly id?: string
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly 'working-directory'?: string
}

interface Workflow {
  readonly env: Readonly<Record<string, string>>
  readonly defaults?: { readonly run: { readonly 'working-directory': string } }
  readonly jobs: Readonly<Record<string, { readonly needs?: readonly string[]; readonly steps: readonly Step[] }>>
}

/** What GitHub says of itself in expressions. */
export interface Contexts {
  readonly github: Readonly<Record<string, string>>
  readonly inputs: Readonly<Record<string, string | boolean>>
}

/** The steps that set a machine up, whose work is done here: the project is in its folder, and installed. */
const SET_UP = 'npm ci'

/**
 * Runs a workflow here as GitHub would: jobs after those they need, steps where their condition holds, in the shell and with the
 * environment of GitHub's. Gives the outcome of each task, by its name, and what was written.
 */
export function runWorkflow(
  file: string,
  folder: string,
  contexts: Contexts,
): { readonly outcomes: Map<string, Outcome>; readonly log: string } {
  const { env, defaults, jobs } = parse(readFileSync(file, 'utf8')) as Workflow
  const outcomes = new Map<string, Outcome>()
  const jobOutcomes = new Map<string, Outcome>()
  let log = ''
  const runJob = (name: string): Outcome => {
    const known = jobOutcomes.get(name)
    if (known !== undefined) return known
    const { needs = [], steps = [] } = jobs[name] ?? {}
    const ready = needs.map(runJob).every((outcome) => outcome === 'success')
    const finished: Record<string, { readonly outcome: Outcome }> = {}
    let failed = !ready
    for (const step of steps) {
      const asked = step.if === undefined ? !failed : ready && holds(step.if, { ...contexts, steps: finished })
      const outcome = asked ? runStep(step) : 'skipped'
      if (outcome === 'failure') failed = true
      if (step.id !== undefined) finished[step.id] = { outcome }
      if (step.name !== undefined) outcomes.set(step.name, outcome)
    }
    const outcome = !ready ? 'skipped' : failed ? 'failure' : 'success'
    jobOutcomes.set(name, outcome)
    return outcome
  }
  const runStep = (step: Step): Outcome => {
    if (step.run === undefined || step.run === SET_UP) return 'success'
    const place = mkdtempSync(join(tmpdir(), 'meshwright-step-'))
    try {
      const script = join(place, 'step.sh')
      writeFileSync(script, step.run)
      const { status, stdout, stderr } = spawnSync('bash', ['-e', script], {
        cwd: join(folder, step['working-directory'] ?? defaults?.run['working-directory'] ?? '.'),
        env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`, ...evaluated(env, contexts) },
        encoding: 'utf8',
      })
      log += `${step.name}\n${stdout}${stderr}`
      return status === 0 ? 'success' : 'failure'
    } finally {
      rmSync(place, { recursive: true })
    }
  }
  for (const name of Object.keys(jobs)) runJob(name)
  return { outcomes, log }
}

const evaluated = (env: Readonly<Record<string, string>>, contexts: Contexts) =>
  Object.fromEntries(
    Object.entries(env).map(([name, text]) => [
      name,
      text.replaceAll(/\$\{\{(.*?)\}\}/g, (_all, expression: string) => evaluate(expression, contexts).coerceString()),
    ]),
  )

/** A condition is one expression. */
const holds = (condition: string, contexts: object) => {
  const result = evaluate(condition.replace(/^\$\{\{|\}\}$/g, ''), contexts)
  return !['false', '0', ''].includes(result.coerceString())
}

const statusFunctions = {
  cancelled: () => new data.BooleanData(false),
  always: () => new data.BooleanData(true),
}

/** As GitHub's own evaluator does. */
function evaluate(expression: string, contexts: object): data.ExpressionData {
  const functions = Object.entries(statusFunctions).map(([name, call]) => ({ name, minArgs: 0, maxArgs: 0, call }))
  const { tokens } = new Lexer(expression).lex()
  const parsed = new Parser(tokens, ['github', 'inputs', 'steps', 'secrets'], functions).parse()
  const context = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary
  return new Evaluator(parsed, context, new Map(functions.map((known) => [known.name, known]))).evaluate()
}
