/**
 * A Python script that reads DAG files as Airflow itself does, through its DagBag: `python reader.py a.py b.py` prints, as the last line of
 * stdout, one JSON array with an `AirflowFile` each. It needs no database. Commands are rendered as a run would render them.
 */
export const AIRFLOW_READER = String.raw`
import json, os, shlex, sys

os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
os.environ.setdefault("AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT", "600")
try:  # Airflow 3
    from airflow.dag_processing.dagbag import DagBag
    from airflow.serialization.serialized_objects import DagSerialization as Serialization
except ImportError:  # Airflow 2
    from airflow.models.dagbag import DagBag
    from airflow.serialization.serialized_objects import SerializedDAG as Serialization


def seconds(delta):
    return None if delta is None else delta.total_seconds()


def argv(dag_environment, task):
    """What the shell would be given, after Jinja and after the shell's own reading."""
    text = task.bash_command if hasattr(task, "bash_command") else task.arguments[0]
    return shlex.split(dag_environment.from_string(text).render())


def found(key, value):
    """All values of a key, wherever it is."""
    if isinstance(value, dict):
        return ([value[key]] if key in value else []) + [each for inner in value.values() for each in found(key, inner)]
    return [each for inner in value for each in found(key, inner)] if isinstance(value, (list, tuple)) else []


def read_task(environment, task):
    group = task.task_group
    return {
        "task_id": task.task_id,
        "display_name": task.task_display_name,
        "operator": type(task).__name__,
        "group": group.group_id if group else None,
        "command": argv(environment, task),
        "environment": task.env if hasattr(task, "env") else task.env_vars,
        "secrets": [f"{each.secret}/{each.key}" for each in getattr(task, "secrets", [])],
        "volumes": [f"{each.persistent_volume_claim.claim_name}:{at.mount_path}" for each, at in zip(getattr(task, "volumes", []), getattr(task, "volume_mounts", []))],
        "owner": task.owner,
        "pool": task.pool,
        "priority": task.priority_weight,
        "retries": task.retries,
        "retry_delay": seconds(task.retry_delay),
        "max_retry_delay": seconds(task.max_retry_delay),
        "backoff": bool(task.retry_exponential_backoff),
        "timeout": seconds(task.execution_timeout),
        "trigger_rule": str(getattr(task.trigger_rule, "value", task.trigger_rule)),
        "assets": sorted(asset.uri for asset in task.outlets),
        "after": sorted(task.upstream_task_ids),
    }


def read_dag(dag):
    environment = dag.get_template_env()
    serialized = json.loads(json.dumps(Serialization.to_dict(dag), default=str))["dag"]
    timetable = serialized["timetable"]
    start = dag.start_date.in_timezone(dag.timezone.name) if hasattr(dag.start_date, "in_timezone") else dag.start_date
    return {
        "dag_id": dag.dag_id,
        "cron": next(iter(found("expression", timetable)), None),
        "time_zone": next(iter(found("timezone", timetable)), None),
        "timetable": timetable["__type"],
        "wakes_on": sorted(set(found("uri", timetable))),
        "start": start.isoformat(),
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "timeout": seconds(dag.dagrun_timeout),
        "tags": sorted(dag.tags),
        "params": sorted(dag.params),
        "doc_md": dag.doc_md,
        "tasks": [read_task(environment, task) for task in dag.tasks],
    }


def read_file(path):
    arguments = {"dag_folder": path, "collect_dags": False}
    bag = DagBag(**arguments)
    bag.process_file(path)
    return {
        "file": path,
        "errors": list(bag.import_errors.values()),
        "warnings": [str(warning) for each in bag.captured_warnings.values() for warning in each],
        "dags": [read_dag(dag) for dag in bag.dags.values()],
    }


sys.stdout.flush()
answer = json.dumps([read_file(os.path.abspath(path)) for path in sys.argv[1:]])
print()
print(answer)
`
