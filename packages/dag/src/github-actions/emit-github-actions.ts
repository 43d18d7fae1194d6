import type { Plan } from '@meshwright/contracts'
import { DagError } from '../dag-error.ts'
import type { EmitOptions, EmittedFile, Emitter } from '../emitter.ts'
import { plainCron } from '../plain-cron.ts'
import { planName } from '../plan-name.ts'
import { targetNames, type NameRule } from '../target-name.ts'
import { emittedYaml, type YamlValue } from '../yaml-text.ts'
import { jobOfEach } from './job-of-each.ts'
import { oneJob } from './one-job.ts'

/** Ids of jobs and steps: `gate-orders`. */
export const GITHUB_NAME: NameRule = {
  keeps: /^[A-Za-z0-9_]$/,
  first: /^[A-Za-z_]$/,
  last: /^[A-Za-z0-9_]$/,
  colon: '-',
  escape: '_',
  maxLength: 99,
}

/** More jobs than this are minutes of setting up machines for each minute of work; more steps are a page nobody reads. */
const MOST = { each: [256, 'jobs'], one: [1000, 'steps'] } as const

export const githubActions: Emitter = {
  name: 'github-actions',
  summary: 'a workflow of GitHub Actions',
  options: ['jobs', 'secrets', 'runsOn'],
  directoryFrom: 'repository',
  capabilities: {
    runs: true,
    interval: 'A scheduled run has no interval; a run by hand may be given one.',
    timeZone: true,
    start: 'The schedule holds from the moment the workflow is on the default branch.',
    catchUp: 'A time that GitHub misses is left out; it may begin minutes late.',
    oneRunAtATime: true,
    wakesOn: 'Nothing wakes it; call its workflow_dispatch from the other workflow.',
    publishes: 'Other workflows are not told of tables; they may listen to workflow_run.',
    pools:
      'A pool of one slot is a group of jobs that queue, or everything is one job; a larger one is refused where it could be exceeded.',
    retries: true,
    retryDelays: true,
    taskTimeout: true,
    runTimeout: 'Each job has the limit of the whole run.',
    blocking: true,
    fullRefresh: true,
    owner: 'Owners are not shown.',
    tags: 'Tags are not shown.',
  },
  emit: emitGithubActions,
}

function emitGithubActions(plan: Plan, options: EmitOptions): readonly EmittedFile[] {
  const ids = targetNames(
    plan.tasks.map(({ id }) => id),
    GITHUB_NAME,
  )
  const layout = options.jobs ?? (oneAtATime(plan) ? 'one' : 'each')
  requireHeld(plan, layout)
  const name = planName(plan)
  const workflow: YamlValue = {
    name,
    on: {
      ...(plan.schedule === null ? {} : { schedule: [{ cron: plainCron(plan.schedule.cron), timezone: plan.schedule.timeZone }] }),
      workflow_dispatch: {
        inputs: {
          full_refresh: { description: 'Load everything again', type: 'boolean', default: false },
          interval_start: { description: 'From this time on (ISO 8601); empty for all that is new', type: 'string', default: '' },
          interval_end: { description: 'Before this time (ISO 8601)', type: 'string', default: '' },
        },
      },
    },
    permissions: { contents: 'read' },
    concurrency: { group: `meshwright ${name}`, 'cancel-in-progress': false },
    ...(options.directory === undefined ? {} : { defaults: { run: { 'working-directory': options.directory } } }),
    env: {
      MESHWRIGHT_PLAN: plan.hash,
      MESHWRIGHT_RUN_ID: 'github-${{ github.run_id }}',
      MESHWRIGHT_TRY: '${{ github.run_attempt }}',
      MESHWRIGHT_FULL_REFRESH: '${{ inputs.full_refresh || false }}',
      MESHWRIGHT_INTERVAL_START: "${{ inputs.interval_start || '' }}",
      MESHWRIGHT_INTERVAL_END: "${{ inputs.interval_end || '' }}",
      ...Object.fromEntries((options.secrets ?? []).map((secret) => [secret, `\${{ secrets.${secret} }}`])),
    },
    jobs: layout === 'one' ? oneJob(plan, ids, options) : jobOfEach(plan, ids, options),
  }
  return [{ path: `${planName(plan)}.yml`, text: emittedYaml(plan, workflow) }]
}

/** Whether one pool lets no two tasks run at a time: then they may as well share a machine, and what is a file on it. */
const oneAtATime = (plan: Plan) => plan.pools.some(({ name, slots }) => slots === 1 && plan.tasks.every(({ pool }) => pool === name))

function requireHeld(plan: Plan, layout: 'one' | 'each'): void {
  const problems: string[] = []
  const [most, what] = MOST[layout]
  if (plan.tasks.length > most)
    problems.push(
      `${plan.tasks.length} tasks would be ${plan.tasks.length} ${what}, more than ${most}: emit with --granularity layer or project`,
    )
  if (layout === 'each')
    for (const { name, slots } of plan.pools) {
      const users = plan.tasks.filter(({ pool }) => pool === name).length
      if (slots > 1 && users > slots)
        problems.push(
          `the pool ${JSON.stringify(name)} lets ${slots} of its ${users} tasks run at a time, which GitHub cannot count across jobs: emit with --jobs one`,
        )
    }
  if (problems.length > 0)
    throw new DagError('plan-unfit', problems.map((problem) => `github-actions: ${problem}`).join('\n'), { problems })
}
