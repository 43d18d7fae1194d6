import type { AirflowDag, AirflowTask } from './airflow-dag.ts'
import { pythonText } from '../python-text.ts'
import { imports, podSettings, prefix, RUN } from './airflow-python.ts'

/** The file as plain operators, for people who go on by hand. */
export function ejected(dag: AirflowDag): string {
  const variables = variableNames(dag.tasks)
  const variable = (task: string) => variables.get(task) ?? task
  const grouped = Map.groupBy(dag.tasks, ({ group }) => group)
  const edges = dag.tasks.flatMap(({ task_id, after }) =>
    after === undefined ? [] : [`    [${after.map(variable).join(', ')}] >> ${variable(task_id)}`],
  )
  return `# An Airflow DAG of plain operators, once emitted by meshwright: from here on it is changed by hand.
${imports({ image: dag.pod !== null, cron: dag.cron !== null, assets: dag.wakes_on.length > 0 })}
PLAN_HASH = ""  # not the plan's: what is changed by hand runs whatever the project has become
${RUN}${prefix({ image: dag.pod !== null, directory: pythonText(dag.directory), command: list(dag.command) })}${dag.pod === null ? '' : podSettings(dag.pod)}

with DAG(
    dag_id=${pythonText(dag.dag_id)},
    dag_display_name=${pythonText(dag.display_name)},
    description=${pythonText(dag.description)},
    doc_md=${pythonText(dag.doc_md)},
    tags=${list(dag.tags)},
    schedule=${schedule(dag)},
    start_date=pendulum.parse(${pythonText(dag.start)}, tz=${pythonText(dag.time_zone)}),
    catchup=${dag.catchup ? 'True' : 'False'},
    max_active_runs=1,
    dagrun_timeout=${dag.timeout === null ? 'None' : seconds(dag.timeout)},
    params={"full_refresh": Param(False, type="boolean", description="Load and build everything again.")},
    default_args={"on_failure_callback": report_failure, "do_xcom_push": False, "weight_rule": "absolute"},
):
${[...grouped]
  .map(
    ([group, tasks]) => `    with TaskGroup(group_id=${pythonText(group)}, prefix_group_id=False):
${tasks.map((task) => operator(dag, task, variable(task.task_id))).join('\n')}`,
  )
  .join('\n')}
${edges.length === 0 ? '' : `\n${edges.join('\n')}\n`}`
}

function operator(dag: AirflowDag, task: AirflowTask, variable: string): string {
  const run = `command(${task.arguments.map(pythonText).join(', ')})`
  const lines = [
    `task_id=${pythonText(task.task_id)}`,
    `task_display_name=${pythonText(task.name)}`,
    `doc_md=${pythonText(task.doc_md)}`,
    ...(dag.pod === null ? [`bash_command=${run}`, 'env=ENVIRONMENT', 'append_env=True'] : ['**POD', `arguments=[${run}]`]),
    'skip_on_exit_code=None',
    ...(task.owner === undefined ? [] : [`owner=${pythonText(task.owner)}`]),
    ...(task.pool === undefined ? [] : [`pool=${pythonText(task.pool)}`]),
    `priority_weight=${task.priority}`,
    `retries=${task.retries ?? 0}`,
    ...(task.retries === undefined
      ? []
      : [`retry_delay=${seconds(task.delay ?? 0)}`, `max_retry_delay=${seconds(task.max_delay ?? 0)}`, 'retry_exponential_backoff=True']),
    ...(task.timeout === undefined ? [] : [`execution_timeout=${seconds(task.timeout)}`]),
    ...(task.assets === undefined ? [] : [`outlets=[${task.assets.map((uri) => `Asset(uri=${pythonText(uri)})`).join(', ')}]`]),
  ]
  const made = dag.pod === null ? 'BashOperator' : 'KubernetesPodOperator'
  return `        ${variable} = ${made}(\n${lines.map((line) => `            ${line},\n`).join('')}        )`
}

function schedule({ cron, time_zone, wakes_on }: AirflowDag): string {
  const timetable = cron === null ? null : `CronDataIntervalTimetable(${pythonText(cron)}, timezone=${pythonText(time_zone)})`
  const assets = `[${wakes_on.map((uri) => `Asset(uri=${pythonText(uri)})`).join(', ')}]`
  if (timetable === null) return wakes_on.length === 0 ? 'None' : assets
  return wakes_on.length === 0 ? timetable : `AssetOrTimeSchedule(timetable=${timetable}, assets=${assets})`
}

const list = (texts: readonly string[]): string => `[${texts.map(pythonText).join(', ')}]`

const seconds = (number: number): string => `timedelta(seconds=${number})`

/** Task → `ingest_orders`; with a number where that is taken. */
function variableNames(tasks: readonly AirflowTask[]): ReadonlyMap<string, string> {
  const taken = new Set<string>()
  return new Map(
    tasks.map(({ task_id }) => {
      const plain = task_id.replaceAll(/[^A-Za-z0-9]+/g, '_').slice(0, 60)
      // No keyword and no name of the file begins so.
      const name = /^[a-z]+_./.test(plain) && !plain.startsWith('report_failure') ? plain : `task_${plain}`
      let free = name
      for (let count = 2; taken.has(free); count++) free = `${name}_${count}`
      taken.add(free)
      return [task_id, free]
    }),
  )
}
