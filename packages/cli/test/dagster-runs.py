"""Runs the job of each file once, and prints, as one line of JSON, the end of each task that was begun."""

import json
import logging
import sys

from dagster import DagsterEventType, DagsterInstance
from dagster._core.code_pointer import load_python_file

logging.disable(logging.CRITICAL)
ends = {DagsterEventType.STEP_SUCCESS: "done", DagsterEventType.STEP_FAILURE: "failed"}
runs = []
with DagsterInstance.ephemeral() as instance:
    for path in sys.argv[1:]:
        job = load_python_file(path, None).JOB
        result = job.execute_in_process(instance=instance, raise_on_error=False)
        runs.append({event.step_key: ends[event.event_type] for event in result.all_events if event.event_type in ends})
print()
print(json.dumps(runs))
