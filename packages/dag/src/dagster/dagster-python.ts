import { pythonDocument } from '../python-text.ts'
import type { DagsterPlan } from './dagster-plan.ts'

/** The file: all text of the plan stands in one JSON document, a task a line, and a loader makes definitions of it. */
export function dagsterPython(plan: DagsterPlan, executor: 'in-process' | 'processes'): string {
  const scheduled = plan.cron !== null
  const woken = plan.wakes_on.length > 0
  return `# Dagster definitions, emitted by meshwright from a plan: change the project and emit it again.
import os
import random
import shlex
import subprocess
from json import dumps, loads

import dagster as dg

PLAN = ${pythonDocument(plan)}
# A folder that is not absolute is relative to this file.
DIRECTORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), PLAN["directory"])
# From being asked to stop to being killed: the command takes back what it began in the warehouse.
GRACE_SECONDS = 60
${DEFINITIONS}
${EXECUTORS[executor]}
JOB = dg.GraphDefinition(
    name=PLAN["job"],
    description=PLAN["description"],
    node_defs=[operation(task) for task in PLAN["tasks"]],
    dependencies={task["name"]: after(task) for task in PLAN["tasks"]},
).to_job(
    resource_defs={"run": Run()},
    executor_def=EXECUTOR,
    tags={
        **PLAN["tags"],
        "meshwright/plan": PLAN["job"],
        **({"dagster/max_runtime": str(PLAN["timeout"])} if PLAN["timeout"] else {}),
    },
)
${scheduled || woken ? IN_PROGRESS : ''}${scheduled ? SCHEDULE : ''}${woken ? SENSOR : ''}
DEFINITIONS = dg.Definitions(
    assets=[asset(table) for table in PLAN["assets"]],
    jobs=[JOB],
    schedules=[${scheduled ? 'due' : ''}],
    sensors=[${woken ? 'woken' : ''}],
)
`
}

const DEFINITIONS = `

class Run(dg.ConfigurableResource):
    """What a run by hand may ask for in the launchpad; an interval is two moments in ISO 8601, or empty."""

    full_refresh: bool = False
    interval_start: str = ""
    interval_end: str = ""


class Retries(dg.RetryPolicy):
    """Twice as long before each further try, up to a limit, and of that a random part between half and all."""

    longest = 0

    def calculate_delay(self, attempt_num):
        return min(self.longest, self.delay * 2 ** (attempt_num - 1)) * random.uniform(0.5, 1)


def retries(task):
    if "retries" not in task:
        return None
    policy = Retries(task["retries"], task["delay"], dg.Backoff.EXPONENTIAL, dg.Jitter.FULL)
    policy.longest = task["longest"]
    return policy


def key(uri):
    return dg.AssetKey(uri.removeprefix("meshwright://").split("/"))


def stop(process):
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def operation(task):
    command = [*PLAN["command"], *task["arguments"]]
    timeout = task.get("timeout")
    publishes = task.get("publishes", [])
    # For people to see, and to read back what Dagster has understood.
    shown = {
        "command": shlex.join(command),
        "owner": task.get("owner"),
        "tags": dumps(task["tags"]) if "tags" in task else None,
        "pool": task.get("pool"),
        "timeout": None if timeout is None else str(timeout),
        "publishes": dumps(publishes) if publishes else None,
    }

    @dg.op(
        name=task["name"],
        description=f'{task["id"]}\\n\\n{task["description"]}',
        ins={"after": dg.In(dg.Nothing)} if "after" in task else {},
        out=dg.Out(dg.Nothing),
        tags={f"meshwright/{name}": value for name, value in shown.items() if value is not None},
        retry_policy=retries(task),
        required_resource_keys={"run"},
    )
    def execute(context):
        run = context.resources.run
        environment = {
            **os.environ,
            # A run that goes on after a failure belongs to the one that failed.
            "MESHWRIGHT_RUN_ID": context.run.root_run_id or context.run_id,
            "MESHWRIGHT_TRY": str(context.retry_number + 1),
            "MESHWRIGHT_INTERVAL_START": run.interval_start,
            "MESHWRIGHT_INTERVAL_END": run.interval_end,
            "MESHWRIGHT_FULL_REFRESH": "true" if run.full_refresh else "false",
            "MESHWRIGHT_PLAN": PLAN["hash"],
        }
        process = subprocess.Popen(command, cwd=DIRECTORY, env=environment, stdin=subprocess.DEVNULL)
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            stop(process)
            raise dg.Failure(f'{task["id"]} took longer than {timeout} s and was stopped')
        except BaseException:
            stop(process)
            raise
        if code != 0:
            # A call that was wrong is not tried again.
            raise dg.Failure(
                f'{task["id"]} ended with {code}; what was published stays. Once the cause is mended, launch the job again,'
                f' or re-execute this run from {", ".join(task.get("staged_by", [task["name"]]))} on',
                allow_retries=code != 2,
            )
        for uri in publishes:
            context.log_event(dg.AssetMaterialization(key(uri), metadata={"uri": uri}))

    return execute


def after(task):
    if "after" not in task:
        return {}
    return {"after": dg.MultiDependencyDefinition([dg.DependencyDefinition(name) for name in task["after"]])}


def asset(table):
    """A table in the catalog. It is the job that makes it."""
    return dg.AssetSpec(
        key(table["uri"]),
        deps=[key(uri) for uri in table["reads"]],
        description=table["description"],
        group_name=table["group"],
        owners=table["owners"],
        tags=table["tags"],
        metadata={"uri": table["uri"], "job": PLAN["job"]},
    )
`

const EXECUTORS = {
  'in-process': `
# One pool lets no two tasks run at a time.
EXECUTOR = dg.in_process_executor
`,
  processes: `
EXECUTOR = dg.multiprocess_executor.configured(
    {
        # A process of Python for each task, quickly where there is fork.
        "start_method": {"spawn": {}} if os.name == "nt" else {"forkserver": {}},
        "tag_concurrency_limits": [
            {"key": "meshwright/pool", "value": name, "limit": slots} for name, slots in PLAN["pools"].items()
        ],
    }
)
`,
}

const IN_PROGRESS = `

def in_progress(context):
    """Why no run should begin, if so."""
    unfinished = [
        dg.DagsterRunStatus.QUEUED,
        dg.DagsterRunStatus.NOT_STARTED,
        dg.DagsterRunStatus.STARTING,
        dg.DagsterRunStatus.STARTED,
        dg.DagsterRunStatus.CANCELING,
    ]
    others = dg.RunsFilter(tags={"meshwright/plan": PLAN["job"]}, statuses=unfinished)
    for record in context.instance.get_run_records(others, limit=1):
        return dg.SkipReason(f"run {record.dagster_run.run_id} is in progress")
`

const SCHEDULE = `

INTERVALS = dg.TimeWindowPartitionsDefinition(
    start=PLAN["start"], fmt="%Y-%m-%d", cron_schedule=PLAN["cron"], timezone=PLAN["time_zone"]
)


@dg.schedule(
    name=PLAN["job"] + "_schedule",
    job=JOB,
    cron_schedule=PLAN["cron"],
    execution_timezone=PLAN["time_zone"],
    metadata={"start": PLAN["start"]},
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def due(context):
    interval = INTERVALS.get_prev_partition_window(context.scheduled_execution_time)
    if interval is None:
        return dg.SkipReason(f'the first interval begins on {PLAN["start"]}')
    run = {"interval_start": interval.start.isoformat(), "interval_end": interval.end.isoformat()}
    return in_progress(context) or dg.RunRequest(
        run_key=run["interval_end"], run_config={"resources": {"run": {"config": run}}}
    )
`

const SENSOR = `

@dg.sensor(
    name=PLAN["job"] + "_sensor",
    job=JOB,
    metadata={"tables": PLAN["wakes_on"]},
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def woken(context):
    """When all tables of other projects that the plan names have new rows."""
    latest = {uri: context.instance.get_latest_materialization_event(key(uri)) for uri in PLAN["wakes_on"]}
    times = {uri: event.timestamp if event else 0 for uri, event in latest.items()}
    if context.cursor is None:
        context.update_cursor(dumps(times))
        return dg.SkipReason("from now on")
    seen = loads(context.cursor)
    waiting = [uri for uri, time in times.items() if time <= seen.get(uri, 0)]
    if waiting:
        return dg.SkipReason(f'nothing new in {", ".join(waiting)}')
    busy = in_progress(context)
    if busy:
        return busy
    context.update_cursor(dumps(times))
    return dg.RunRequest(run_key=dumps(times))
`
