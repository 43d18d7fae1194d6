/**
 * A Python script that loads files as `dagster -f` does: `python reader.py a.py b.py` prints, as the last line of stdout, one JSON array
 * with a `DagsterFile` each. Steps and what they wait for are those of the execution plan that Dagster makes of the job.
 */
export const DAGSTER_READER = String.raw`
import json, os, shlex, sys, warnings

from dagster._core.definitions.reconstruct import repository_def_from_target_def
from dagster._core.execution.api import create_execution_plan
from dagster._core.workspace.autodiscovery import loadable_targets_from_python_file

TAG = "meshwright/"


def read_op(step, op):
    policy = op.retry_policy
    return {
        "name": op.name,
        "command": shlex.split(op.tags[TAG + "command"]),
        "tags": {key[len(TAG):]: value for key, value in op.tags.items()},
        "retries": None if policy is None else [policy.max_retries, policy.delay, policy.longest],
        "backoff": None if policy is None else [policy.backoff.name, policy.jitter.name],
        "after": sorted(step.get_execution_dependency_keys()),
    }


def limits(executor):
    """What the executor holds tasks to: None where it runs one at a time."""
    if executor.name == "in_process":
        return None
    config = executor.apply_config_mapping({"config": {}}).value["config"]
    return [[limit["key"], limit["value"], limit["limit"]] for limit in config["tag_concurrency_limits"]]


def read_job(job):
    ops = {node.name: node.definition for node in job.nodes}
    return {
        "name": job.name,
        "description": job.description,
        "tags": dict(job.tags),
        "limits": limits(job.executor_def),
        "tasks": [read_op(step, ops[step.key]) for step in create_execution_plan(job).steps],
    }


def read_schedule(schedule):
    return {
        "job": schedule.job_name,
        "cron": schedule.cron_schedule,
        "time_zone": schedule.execution_timezone,
        "status": schedule.default_status.name,
        "start": schedule.metadata["start"].value,
    }


def read_sensor(sensor):
    return {"job": sensor.job_name, "status": sensor.default_status.name, "tables": sensor.metadata["tables"].value}


def read_file(path):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        (target,) = loadable_targets_from_python_file(path, os.path.dirname(path))
        repository = repository_def_from_target_def(target.target_definition)
        repository.load_all_definitions()
    assets = [repository.asset_graph.get(key) for key in repository.asset_graph.get_all_asset_keys()]
    jobs = [job for job in repository.get_all_jobs() if not job.name.startswith("__")]
    return {
        "file": path,
        "warnings": [str(warning.message) for warning in caught],
        "jobs": [read_job(job) for job in jobs],
        "schedules": [read_schedule(schedule) for schedule in repository.schedule_defs],
        "sensors": [read_sensor(sensor) for sensor in repository.sensor_defs],
        "assets": sorted(
            [
                {
                    "key": list(asset.key.path),
                    "group": asset.group_name,
                    "owners": list(asset.owners),
                    "after": sorted("/".join(key.path) for key in asset.parent_keys),
                }
                for asset in assets
            ],
            key=lambda asset: asset["key"],
        ),
    }


sys.stdout.flush()
answer = json.dumps([read_file(os.path.abspath(path)) for path in sys.argv[1:]])
print()
print(answer)
`
