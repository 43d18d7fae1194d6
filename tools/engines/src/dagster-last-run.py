"""Prints, as one line of JSON, what became of the latest run of the instance in DAGSTER_HOME."""

import json

from dagster import DagsterEventType, DagsterInstance

with DagsterInstance.get() as instance:
    (run,) = instance.get_runs(limit=1)
    steps = instance.get_run_step_stats(run.run_id)
    made = instance.all_logs(run.run_id, of_type=DagsterEventType.ASSET_MATERIALIZATION)
    print(
        json.dumps(
            {
                "id": run.run_id,
                "status": run.status.name,
                "steps": {step.step_key: step.status.name for step in steps},
                "made": ["/".join(each.dagster_event.asset_key.path) for each in made],
            }
        )
    )
