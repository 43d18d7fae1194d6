import { fingerprint, planSchema, TASK_KINDS, type Plan } from '@meshwright/contracts'
import fc from 'fast-check'
import { bareTask } from '@meshwright/testkit'
import { smallPlan } from './small-plan.ts'

/** What some scheduler, shell, YAML or picture reads as something else than text. */
const LIVE = [
  '{{ 7 * 7 }}',
  '{{=1+1}}',
  '{% raw %}',
  '{# x #}',
  '${{ github.token }}',
  "${{ '",
  '$(id)',
  '$(HOME)',
  '${HOME}',
  '$$',
  '`id`',
  '"',
  "'",
  '\\',
  '\\N',
  '&amp;',
  '#quot;',
  '%',
  '%%{init}%%',
  '\n',
  '\r\n',
  '\t',
  '\u0085',
  '\u2028',
  ': ',
  ' #',
  '- ',
  'null',
  'task.sh',
  'page.md',
  '訂單',
  '🛒',
  'e\u0301',
  '--',
  '__',
  '~',
]

export const anyText = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...LIVE) }, fc.string({ unit: 'grapheme', maxLength: 5 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((text) => text !== '' && text.isWellFormed())

const anyName = fc.oneof({ weight: 6, arbitrary: anyText }, { weight: 1, arbitrary: anyText.map((text) => `${text}${'long '.repeat(60)}`) })

interface Choice {
  readonly name: string
  readonly kind: number
  readonly pool: number
  readonly after: readonly number[]
  readonly retries: number
  readonly timeout: number
}

const anyChoice: fc.Arbitrary<Choice> = fc.record({
  name: anyName,
  kind: fc.nat({ max: TASK_KINDS.length - 1 }),
  pool: fc.nat({ max: 3 }),
  after: fc.array(fc.nat(), { maxLength: 4 }),
  retries: fc.nat({ max: 3 }),
  timeout: fc.nat({ max: 2 }),
})

/** Plans of any shape and names, of one task or more. `slots` of their pools, by which a target may refuse some. */
export const anyPlan = ({ tasks, slots = 3 }: { readonly tasks: number; readonly slots?: number }): fc.Arbitrary<Plan> =>
  fc
    .record({
      project: anyName,
      choices: fc.array(anyChoice, { minLength: 1, maxLength: tasks }),
      pools: fc.uniqueArray(anyText, { maxLength: 3 }),
      slots: fc.integer({ min: 1, max: slots }),
      timeZone: fc.constantFrom('Asia/Taipei', 'Europe/Berlin', 'UTC'),
    })
    .map(({ project, choices, pools, slots: slotsOf, timeZone }) => {
      const ids = [...new Set(choices.map(({ name, kind }) => `${TASK_KINDS[kind]}:${name}`))]
      const chosen = ids
        .map((id) => choices.find(({ name, kind }) => `${TASK_KINDS[kind]}:${name}` === id))
        .filter((choice) => choice !== undefined)
      const edges = chosen.flatMap(({ after }, to) => {
        const earlier = [...new Set(to === 0 ? [] : after.map((at) => at % to))]
        return earlier.map((from) => ({ from: ids[from] ?? '', to: ids[to] ?? '', reason: 'reads' as const }))
      })
      return sealed({
        ...smallPlan(),
        project,
        schedule: { cron: '15 6 * * 1-5', timeZone, start: null, catchUp: 'none' },
        wakesOn: [],
        pools: pools.map((name) => ({ name, slots: slotsOf, description: name })),
        tasks: chosen.map(({ kind, pool, retries, timeout }, at) =>
          bareTask(ids[at] ?? '', {
            kind: TASK_KINDS[kind] ?? 'build',
            pool: pools[pool] ?? null,
            retries: { count: retries, delaySeconds: retries * 10, maxDelaySeconds: retries * 15 },
            timeoutSeconds: timeout === 0 ? null : timeout * 60,
          }),
        ),
        edges,
      })
    })

/** Such plans in which every other text is of the nasty kind too, what is only shown included. */
export const anyShownPlan = (size: { readonly tasks: number }): fc.Arbitrary<Plan> =>
  fc.tuple(anyPlan(size), anyText, fc.boolean()).map(([plan, text, wakes]) => ({
    ...plan,
    description: text,
    tags: [text],
    wakesOn: wakes ? [{ project: text, environment: 'prod', name: plan.project }] : [],
    tasks: plan.tasks.map((task, at) => ({
      ...task,
      description: task.id,
      tags: [task.id],
      owner: at % 3 === 0 ? null : task.id,
      layer: at % 2 === 0 ? task.target : 'mart',
      writes: task.kind === 'gate' ? [task.target] : [],
    })),
  }))

/** A plan of many tasks in layers, each after four of the layer before. */
export function largePlan(size: number, width = 50): Plan {
  const id = (at: number) => `build:table_${at}`
  return sealed({
    ...smallPlan(),
    pools: [],
    tasks: Array.from({ length: size }, (_, at) => bareTask(id(at))),
    edges: Array.from({ length: size }, (_, at) => at)
      .filter((at) => at >= width)
      .flatMap((at) =>
        [0, 1, 2, 3].map((step) => ({ from: id(at - width + ((step * 7) % width) - (at % width)), to: id(at), reason: 'reads' as const })),
      ),
  })
}

function sealed({ hash: _old, ...open }: Plan): Plan {
  return planSchema.parse({ ...open, hash: fingerprint(open) })
}
