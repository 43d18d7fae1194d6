import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { airflow2, airflow3 } from '../src/airflow/airflow-engines.ts'
import { airflowHome } from '../src/airflow/airflow-home.ts'

const DAG = `
from datetime import datetime, timedelta, timezone
try:
    from airflow.sdk import DAG, Asset, TaskGroup
except ImportError:
    from airflow.models.dag import DAG
    from airflow.datasets import Dataset as Asset
    from airflow.utils.task_group import TaskGroup
from airflow.providers.standard.operators.bash import BashOperator
from airflow.timetables.interval import CronDataIntervalTimetable

start = datetime(2026, 1, 1, tzinfo=timezone.utc)
with DAG("shop", schedule=CronDataIntervalTimetable("0 6 * * *", "Asia/Jakarta"), start_date=start, catchup=False,
         tags=["sales"], params={"full_refresh": False}, dagrun_timeout=timedelta(hours=1)):
    with TaskGroup("ingest"):
        orders = BashOperator(task_id="orders", bash_command="echo orders", retries=2, retry_exponential_backoff=True,
                              max_retry_delay=timedelta(seconds=60), execution_timeout=timedelta(minutes=5))
    orders >> BashOperator(task_id="gate", bash_command="echo gate", outlets=[Asset("meshwright://shop/prod/orders")])
with DAG("reports", schedule=[Asset("meshwright://shop/prod/orders")], start_date=start, catchup=False):
    BashOperator(task_id="send", bash_command="echo send")
`

test.for([airflow2, airflow3])('$name says in its own words what a file holds', async (engine) => {
  await using airflow = await airflowHome(engine)
  await writeFile(join(airflow.dags, 'shop.py'), DAG)
  await writeFile(join(airflow.dags, 'broken.py'), 'from airflow import nothing_of_the_kind  # a dag\n')
  const bag = await airflow.dagBag([join(airflow.dags, 'shop.py'), join(airflow.dags, 'broken.py')])
  expect(Object.keys(bag.importErrors)).toEqual([join(airflow.dags, 'broken.py')])
  expect(bag.warnings).toEqual([])
  expect(bag.dags).toMatchObject([
    { id: 'reports', timetable: 'AssetTriggeredTimetable', cron: null, waitsFor: ['meshwright://shop/prod/orders'] },
    {
      id: 'shop',
      timetable: 'CronDataIntervalTimetable',
      cron: '0 6 * * *',
      timeZone: 'Asia/Jakarta',
      catchUp: false,
      tags: ['sales'],
      params: { full_refresh: false },
      timeoutSeconds: 3600,
      startDate: '2026-01-01T00:00:00+00:00',
      waitsFor: [],
      tasks: [
        {
          id: 'gate',
          upstream: ['ingest.orders'],
          downstream: [],
          retries: 0,
          pool: 'default_pool',
          outlets: ['meshwright://shop/prod/orders'],
        },
        {
          id: 'ingest.orders',
          group: 'ingest',
          operator: 'BashOperator',
          bashCommand: 'echo orders',
          downstream: ['gate'],
          retries: 2,
          exponentialBackoff: true,
          maxRetryDelaySeconds: 60,
          timeoutSeconds: 300,
        },
      ],
    },
  ])
})

test.for([airflow2, airflow3])('$name has a database of its own for each home, migrated', async (engine) => {
  await using airflow = await airflowHome(engine)
  const set = await airflow.cli(['variables', 'set', 'place', 'Jakarta'])
  expect(set.code, set.stderr).toBe(0)
  expect((await airflow.cli(['variables', 'get', 'place'])).stdout.trim().split('\n').at(-1)).toBe('Jakarta')
  expect(await readdir(airflow.home)).toContain('airflow.db')
  await using other = await airflowHome(engine)
  expect((await other.cli(['variables', 'get', 'place'])).code).toBe(1)
})
