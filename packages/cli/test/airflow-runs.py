"""Runs every DAG below a folder once, one after the other in this one process, as `airflow dags test` does."""

import sys
from datetime import datetime, timezone

try:  # Airflow 3
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models.dagbag import DagBag

for dag in DagBag(dag_folder=sys.argv[1]).dags.values():
    dag.test(datetime(2026, 1, 2, tzinfo=timezone.utc))
