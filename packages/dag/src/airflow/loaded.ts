import type { AirflowDag } from './airflow-dag.ts'
import { pythonDocument } from '../python-text.ts'
import { imports, podSettings, prefix, RUN } from './airflow-python.ts'

/** The file as data and a loader: all text of the plan stands in one JSON document, a task a line. */
export function loaded(dag: AirflowDag): string {
  const { pod, ...plan } = dag
  return `# An Airflow DAG, emitted by meshwright from a plan: change the project and emit it again.
${imports({ image: pod !== null, cron: dag.cron !== null, assets: dag.wakes_on.length > 0 })}
PLAN = ${pythonDocument(plan)}
PLAN_HASH = PLAN["hash"]
${RUN}${prefix({ image: pod !== null, directory: 'PLAN["directory"]', command: 'PLAN["command"]' })}${pod === null ? '' : podSettings(pod)}

def seconds(number):
    return None if number is None else timedelta(seconds=number)


def schedule():
    assets = [Asset(uri=uri) for uri in PLAN["wakes_on"]]
${SCHEDULES[dag.cron === null ? 'none' : dag.wakes_on.length === 0 ? 'cron' : 'both']}

def operator(task, groups):
    arguments = {name: task[name] for name in ("owner", "pool") if name in task}
    if "retries" in task:
        arguments["retry_delay"] = seconds(task["delay"])
        arguments["max_retry_delay"] = seconds(task["max_delay"])
        arguments["retry_exponential_backoff"] = True
    if "assets" in task:
        arguments["outlets"] = [Asset(uri=uri) for uri in task["assets"]]
    return ${pod === null ? BASH_OPERATOR : POD_OPERATOR}

with DAG(
    dag_id=PLAN["dag_id"],
    dag_display_name=PLAN["display_name"],
    description=PLAN["description"],
    doc_md=PLAN["doc_md"],
    tags=PLAN["tags"],
    schedule=schedule(),
    start_date=pendulum.parse(PLAN["start"], tz=PLAN["time_zone"]),
    catchup=PLAN["catchup"],
    max_active_runs=1,
    dagrun_timeout=seconds(PLAN["timeout"]),
    params={"full_refresh": Param(False, type="boolean", description="Load and build everything again.")},
):
    groups = {name: TaskGroup(group_id=name, prefix_group_id=False) for name in PLAN["groups"]}
    operators = {task["task_id"]: operator(task, groups) for task in PLAN["tasks"]}
    for task in PLAN["tasks"]:
        if "after" in task:
            operators[task["task_id"]].set_upstream([operators[name] for name in task["after"]])
`
}

const SCHEDULES = {
  none: '    return assets or None\n',
  cron: '    return CronDataIntervalTimetable(PLAN["cron"], timezone=PLAN["time_zone"])\n',
  both: `    return AssetOrTimeSchedule(
        timetable=CronDataIntervalTimetable(PLAN["cron"], timezone=PLAN["time_zone"]), assets=assets
    )
`,
}

const OF_BOTH = `        task_id=task["task_id"],
        task_display_name=task["name"],
        task_group=groups[task["group"]],
        doc_md=task["doc_md"],
        retries=task.get("retries", 0),
        execution_timeout=seconds(task.get("timeout")),
        priority_weight=task["priority"],
        weight_rule="absolute",
        do_xcom_push=False,
        on_failure_callback=report_failure,
        **arguments,
    )
`

const BASH_OPERATOR = `BashOperator(
        bash_command=command(*task["arguments"]),
        env=ENVIRONMENT,
        append_env=True,
        skip_on_exit_code=None,
${OF_BOTH}`

const POD_OPERATOR = `KubernetesPodOperator(
        **POD,
        arguments=[command(*task["arguments"])],
        skip_on_exit_code=None,
${OF_BOTH}`
