import { pythonText } from '../python-text.ts'
import type { AirflowPod } from './airflow-dag.ts'

/** What both forms of the file begin with: names that differ between Airflow 2 and 3, and what every task needs. */
export const imports = (needs: { readonly image: boolean; readonly cron: boolean; readonly assets: boolean }): string => `\
import logging
import os
import shlex
import urllib.request
from datetime import timedelta
from json import dumps, loads

import pendulum

try:  # Airflow 3
    from airflow.sdk import DAG, Asset, Param, TaskGroup, Variable
except ImportError:  # Airflow 2
    from airflow.datasets import Dataset as Asset
    from airflow.models import Variable
    from airflow.models.dag import DAG
    from airflow.models.param import Param
    from airflow.utils.task_group import TaskGroup
${needs.cron ? CRON : ''}${needs.cron && needs.assets ? CRON_AND_ASSETS : ''}${needs.image ? KUBERNETES : BASH}`

const CRON = `
try:
    from airflow.sdk import CronDataIntervalTimetable
except ImportError:
    from airflow.timetables.interval import CronDataIntervalTimetable
`

const CRON_AND_ASSETS = `
try:
    from airflow.sdk import AssetOrTimeSchedule
except ImportError:
    try:
        from airflow.timetables.assets import AssetOrTimeSchedule
    except ImportError:
        from airflow.timetables.datasets import DatasetOrTimeSchedule

        def AssetOrTimeSchedule(timetable, assets):
            return DatasetOrTimeSchedule(timetable=timetable, datasets=assets)
`

const BASH = `
try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:
    from airflow.operators.bash import BashOperator
`

const KUBERNETES = `
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.cncf.kubernetes.secret import Secret
from kubernetes.client import models as kubernetes
`

/** The one place with Jinja that is meant; the text of commands is kept from being read as any. */
export const RUN = String.raw`
# A run that was woken by an asset, or by hand without a schedule, has no interval.
HAS_INTERVAL = (
    "dag_run.data_interval_start and dag_run.data_interval_start != dag_run.data_interval_end"
    " and dag_run.run_type not in ('asset_triggered', 'dataset_triggered')"
)
ENVIRONMENT = {
    "MESHWRIGHT_RUN_ID": "{{ run_id }}",
    "MESHWRIGHT_TRY": "{{ ti.try_number }}",
    "MESHWRIGHT_INTERVAL_START": "{{ dag_run.data_interval_start.isoformat() if " + HAS_INTERVAL + " else '' }}",
    "MESHWRIGHT_INTERVAL_END": "{{ dag_run.data_interval_end.isoformat() if " + HAS_INTERVAL + " else '' }}",
    "MESHWRIGHT_FULL_REFRESH": "{{ 'true' if params.full_refresh else 'false' }}",
    "MESHWRIGHT_PLAN": PLAN_HASH,
}


def inert(text):
    """Text in which Jinja finds nothing to do. It would also make \r a \n."""
    return text.replace("{", "{{ '{' }}").replace("\r", "{{ '\\r' }}")


def command(*arguments):
    # The blank at the end: Airflow would open a command that ends in .sh as a file.
    return PREFIX + inert(shlex.join(arguments)) + " "


def report_failure(context):
    """Says what a failure holds up: in the log of the task and, where the Variable meshwright_webhook is set, to that address."""
    task, run = context["task"], context["run_id"]
    waiting = sorted(task.get_flat_relative_ids(upstream=False))
    text = f"{task.dag_id}: {task.task_display_name} failed in {run}; what was published stays. "
    if waiting:
        text += f"{len(waiting)} wait for it: {', '.join(waiting[:10])}{' and more' if len(waiting) > 10 else ''}. "
    # What a gate has refused is gone: it is staged again from what was repaired.
    kind, _, name = task.task_id.partition(".")
    stages = [f"ingest.{name}", f"build.{name}"] if kind == "gate" else []
    first = next((each for each in stages if each in task.upstream_task_ids), task.task_id)
    text += f"Once the cause is repaired, clear {first} with its downstream tasks."
    log = logging.getLogger("airflow.task")
    log.error(text)
    try:
        address = Variable.get("meshwright_webhook", None)
        if address:
            request = urllib.request.Request(address, dumps({"text": text}).encode(), {"content-type": "application/json"})
            urllib.request.urlopen(request, timeout=10).close()
    except Exception as error:
        log.error("meshwright_webhook: %s", type(error).__name__)
`

/** What every command begins with; the three are Python expressions. */
export const prefix = (of: { readonly image: boolean; readonly directory: string; readonly command: string }): string =>
  of.image
    ? `
# A folder that is not absolute is below the one in which the image starts.
PREFIX = inert(shlex.join(["cd", ${of.directory}]) + " && exec " + shlex.join(${of.command}) + " ")
`
    : `
# A folder that is not absolute is relative to this file.
DIRECTORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), ${of.directory})
PREFIX = inert(shlex.join(["cd", DIRECTORY]) + " && exec " + shlex.join(${of.command}) + " ")
`

/** What all pods have alike, as `POD`. */
export const podSettings = ({ image, namespace, secrets, volume }: AirflowPod): string => `
# What all pods have alike. A secret is a key of the Secret of this name, and a variable of the environment there.
POD = {
    "image": inert(${pythonText(image)}),
    "namespace": ${namespace === null ? 'None' : `inert(${pythonText(namespace)})`},
    "cmds": ["sh", "-c"],
    "env_vars": ENVIRONMENT,
    "secrets": [Secret("env", name, ${pythonText(secrets.of)}, name) for name in [${secrets.names.map(pythonText).join(', ')}]],
${volume === null ? '' : VOLUME(volume)}}
`

const VOLUME = ({ claim, path }: NonNullable<AirflowPod['volume']>) => `\
    "volumes": [
        kubernetes.V1Volume(
            name="home",
            persistent_volume_claim=kubernetes.V1PersistentVolumeClaimVolumeSource(claim_name=${pythonText(claim)}),
        )
    ],
    "volume_mounts": [kubernetes.V1VolumeMount(name="home", mount_path=${pythonText(path)})],
`
