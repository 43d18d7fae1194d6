import type { Plan } from '@meshwright/contracts'
import { DagError } from '../dag-error.ts'
import type { EmitOptions, EmittedFile, Emitter } from '../emitter.ts'
import { plainCron } from '../plain-cron.ts'
import { planName } from '../plan-name.ts'
import { shellCommand } from '../shell-words.ts'
import { taskCommand } from '../task-command.ts'
import { emittedYaml } from '../yaml-text.ts'
import { container, requireContainer, volumes } from './container.ts'
import { onlyTask } from '../only-task.ts'

// Time for a run to give back what it holds before the pod is killed.
const GRACE_SECONDS = 60
// How late a run may begin that is not to be caught up with; Kubernetes looks every ten seconds.
const LATE_SECONDS = 300

export const kubernetes: Emitter = {
  name: 'kubernetes',
  summary: 'a CronJob of Kubernetes',
  granularity: 'project',
  options: ['image', 'namespace', 'secrets', 'volumeClaim'],
  capabilities: {
    runs: true,
    interval: 'A run has no interval.',
    timeZone: true,
    start: 'The schedule holds from the moment it is applied.',
    catchUp: 'None, or the latest; all intervals that were missed are never made up for.',
    oneRunAtATime: true,
    wakesOn: 'Nothing wakes it; create a Job of it from the other project.',
    publishes: 'Others are not told of tables.',
    pools: 'There is one task; the pools inside it are held by its own runner.',
    retries: true,
    retryDelays: 'Kubernetes waits 10 s, 20 s, 40 s, up to 6 minutes.',
    taskTimeout: true,
    runTimeout: true,
    blocking: true,
    fullRefresh: 'Create a Job of it with MESHWRIGHT_FULL_REFRESH=true.',
    owner: 'Owners are not shown.',
    tags: 'Tags are not shown.',
  },
  emit: emitKubernetes,
}

function emitKubernetes(plan: Plan, options: EmitOptions): readonly EmittedFile[] {
  requireContainer('kubernetes', options)
  const task = onlyTask('kubernetes', plan)
  const { schedule } = plan
  if (schedule === null)
    throw new DagError('plan-unfit', 'kubernetes: the project has no schedule, without which a CronJob is none; give it one')
  const name = planName(plan)
  const document = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name,
      ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
      labels: { 'app.kubernetes.io/managed-by': 'meshwright' },
    },
    spec: {
      schedule: plainCron(schedule.cron),
      timeZone: schedule.timeZone,
      concurrencyPolicy: 'Forbid',
      ...(schedule.catchUp === 'none' ? { startingDeadlineSeconds: LATE_SECONDS } : {}),
      jobTemplate: {
        spec: {
          backoffLimit: task.retries.count,
          ...(plan.timeoutSeconds === null ? {} : { activeDeadlineSeconds: Math.ceil(plan.timeoutSeconds) }),
          // A call that was wrong is not tried again.
          podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'meshwright', operator: 'In', values: [2] } }] },
          template: {
            metadata: { labels: { 'app.kubernetes.io/name': name } },
            spec: {
              restartPolicy: 'Never',
              terminationGracePeriodSeconds: GRACE_SECONDS,
              ...(task.timeoutSeconds === null ? {} : { activeDeadlineSeconds: Math.ceil(task.timeoutSeconds) }),
              containers: [
                {
                  name: 'meshwright',
                  ...container(plan, options, `exec ${shellCommand(taskCommand(plan, task, options))}`, [
                    { name: 'MESHWRIGHT_PLAN', value: plan.hash },
                    // The same for every try of a Job.
                    {
                      name: 'MESHWRIGHT_RUN_ID',
                      valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } },
                    },
                  ]),
                },
              ],
              ...volumes(options),
            },
          },
        },
      },
    },
  }
  return [{ path: `${name}.yaml`, text: emittedYaml(plan, document) }]
}
