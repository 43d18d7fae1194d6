import type { Plan } from '@meshwright/contracts'
import { DagError } from '../dag-error.ts'
import type { EmitOptions, EmittedFile, Emitter } from '../emitter.ts'
import { onlyTask } from '../only-task.ts'
import { plainCron } from '../plain-cron.ts'
import { planName } from '../plan-name.ts'
import { shellCommand } from '../shell-words.ts'
import { taskCommand } from '../task-command.ts'

// From being asked to stop to being killed: the command takes back what it began in the warehouse.
const GRACE_SECONDS = '60'
// What the cron of Debian takes.
const LONGEST_LINE = 998

export const cron: Emitter = {
  name: 'cron',
  summary: 'a crontab',
  granularity: 'project',
  options: [],
  capabilities: {
    runs: true,
    interval: 'A run has no interval.',
    timeZone: 'CRON_TZ is known to cronie, of Fedora and others; the cron of Debian reads the fields on the clock of the machine.',
    start: 'The schedule holds from the moment it is installed.',
    catchUp: 'A time at which the machine is off is left out.',
    oneRunAtATime: true,
    wakesOn: 'Nothing wakes it.',
    publishes: 'Others are not told of tables.',
    pools: 'There is one task; the pools inside it are held by its own runner.',
    retries: 'The command is not called again; its own runner tries again the tasks inside it.',
    retryDelays: 'As for retries.',
    taskTimeout: true,
    runTimeout: 'The limit of the task holds.',
    blocking: true,
    fullRefresh: 'Call the script by hand with MESHWRIGHT_FULL_REFRESH=true.',
    owner: 'Owners are not shown.',
    tags: 'Tags are not shown.',
  },
  emit: emitCron,
}

function emitCron(plan: Plan, options: EmitOptions): readonly EmittedFile[] {
  const task = onlyTask('cron', plan)
  const { schedule } = plan
  if (schedule === null) throw new DagError('plan-unfit', 'cron: the project has no schedule, without which there is no line; give it one')
  const { directory } = options
  if (directory?.startsWith('/') !== true)
    throw new DagError(
      'option-invalid',
      'cron: say where the project lies on that machine, as --directory /srv/shop; cron begins elsewhere',
    )
  const name = planName(plan)
  const limit = task.timeoutSeconds === null ? [] : ['timeout', '-k', GRACE_SECONDS, String(Math.ceil(task.timeoutSeconds))]
  // A run that begins while one is at work ends at once.
  const command = shellCommand(['flock', '-n', `.${name}.lock`, ...limit, ...taskCommand(plan, task, options)])
  // A percent sign would end the command.
  const line = `${plainCron(schedule.cron)} cd ${shellCommand([directory])} && MESHWRIGHT_PLAN=${plan.hash} ${command}`.replaceAll(
    '%',
    '\\%',
  )
  if (line.includes('\n') || line.length > LONGEST_LINE)
    throw new DagError(
      'plan-unfit',
      `cron: a line of a crontab is one line of at most ${LONGEST_LINE} characters; give ${JSON.stringify(task.id)} and ${JSON.stringify(directory)} other names`,
    )
  const text = `# Emitted by Meshwright from plan ${plan.hash}. Emit again instead of editing.
PATH=/usr/local/bin:/usr/bin:/bin
CRON_TZ=${schedule.timeZone}
${line}
`
  return [{ path: `${name}.crontab`, text }]
}
