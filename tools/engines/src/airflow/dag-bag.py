"""Prints, as one line of JSON, what Airflow's own DagBag makes of files: no database is read. Runs unchanged on Airflow 2.11 and 3."""

import json
import sys
import time
import warnings

# What every file imports, so that the seconds are those of the file alone.
import airflow.providers.standard.operators.bash
import airflow.timetables.interval

try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models.dagbag import DagBag


def seconds(delta):
    return None if delta is None else delta.total_seconds()


def moment(at):
    return None if at is None else at.isoformat()


def uris(assets):
    return sorted(asset.uri for asset in assets or [] if hasattr(asset, "uri"))


def plain(value):
    try:
        return json.loads(json.dumps(value))
    except (TypeError, ValueError):
        return str(value)


def assets_of(condition):
    """The assets of a condition, which may hold conditions in turn."""
    inner = getattr(condition, "objects", None)
    return [condition] if inner is None else [asset for each in inner for asset in assets_of(each)]


def waits_for(timetable):
    condition = getattr(timetable, "asset_condition", None) or getattr(timetable, "dataset_condition", None)
    return [] if condition is None else uris(assets_of(condition))


def param(held):
    """The default; none where a value must be given."""
    return held.value if held.has_value else None


def task(operator):
    return {
        "id": operator.task_id,
        "operator": type(operator).__name__,
        "group": operator.task_group.group_id if operator.task_group else None,
        "upstream": sorted(operator.upstream_task_ids),
        "downstream": sorted(operator.downstream_task_ids),
        "pool": operator.pool,
        "poolSlots": operator.pool_slots,
        "retries": operator.retries,
        "retryDelaySeconds": seconds(operator.retry_delay),
        "maxRetryDelaySeconds": seconds(operator.max_retry_delay),
        "exponentialBackoff": bool(operator.retry_exponential_backoff),
        "timeoutSeconds": seconds(operator.execution_timeout),
        "triggerRule": str(getattr(operator.trigger_rule, "value", operator.trigger_rule)),
        "priorityWeight": operator.priority_weight,
        "owner": operator.owner,
        "inlets": uris(operator.inlets),
        "outlets": uris(operator.outlets),
        "doc": operator.doc_md,
        "bashCommand": getattr(operator, "bash_command", None),
        "env": plain(getattr(operator, "env", None)),
        "cwd": getattr(operator, "cwd", None),
        "image": getattr(operator, "image", None),
        "cmds": plain(getattr(operator, "cmds", None)),
        "arguments": plain(getattr(operator, "arguments", None)),
        "onFailure": bool(operator.on_failure_callback),
    }


def dag(it):
    timetable = it.timetable
    zone = getattr(timetable, "_timezone", None)
    return {
        "id": it.dag_id,
        "file": it.fileloc,
        "description": it.description,
        "doc": it.doc_md,
        "tags": sorted(it.tags or []),
        "owner": it.owner,
        "timetable": type(timetable).__name__.replace("Dataset", "Asset"),
        "cron": getattr(timetable, "_expression", None),
        "timeZone": getattr(zone, "name", None) or str(it.timezone),
        "startDate": moment(it.start_date),
        "endDate": moment(it.end_date),
        "catchUp": bool(it.catchup),
        "maxActiveRuns": it.max_active_runs,
        "timeoutSeconds": seconds(it.dagrun_timeout),
        "params": {name: plain(param(it.params.get_param(name))) for name in sorted(it.params)},
        "waitsFor": waits_for(timetable),
        "onFailure": bool(it.on_failure_callback),
        "tasks": [task(it.get_task(name)) for name in sorted(it.task_ids)],
    }


found, errors, warned = [], {}, []
started = time.process_time()
for path in sys.argv[1:]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        bag = DagBag(dag_folder=path)
    found += [bag.dags[name] for name in sorted(bag.dags)]
    errors.update(bag.import_errors)
    warned += [{"file": it.filename, "line": it.lineno, "category": it.category.__name__, "message": str(it.message)} for it in caught]
parsed = time.process_time() - started
print(json.dumps({"dags": [dag(it) for it in found], "importErrors": errors, "warnings": warned, "cpuSeconds": parsed}, sort_keys=True))
