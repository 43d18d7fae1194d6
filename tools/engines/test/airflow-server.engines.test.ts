import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { airflow2, airflow3 } from '../src/airflow/airflow-engines.ts'
import { airflowHome } from '../src/airflow/airflow-home.ts'
import { processTable } from '../src/process-table.ts'

const DAG = `
from datetime import datetime, timezone
try:
    from airflow.sdk import DAG
except ImportError:
    from airflow.models.dag import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("shop", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=timezone.utc), catchup=False):
    BashOperator(task_id="orders", bash_command="echo orders") >> BashOperator(task_id="gate", bash_command="test -e $WELL", retries=0)
`

test.for([airflow2, airflow3])(
  '$name: a scheduler runs what is triggered, is stopped as a whole, and goes on when it is started again',
  { timeout: 400_000 },
  async (engine) => {
    await using airflow = await airflowHome(engine, { env: { WELL: '/nowhere' } })
    await writeFile(join(airflow.dags, 'shop.py'), DAG)
    const when = engine === airflow2 ? '-e' : '-l'
    const trigger = (run: string, day: string) => airflow.cli(['dags', 'trigger', '-r', run, when, day, 'shop'])
    const states = async (run: string) => {
      const { stdout } = await airflow.cli(['tasks', 'states-for-dag-run', 'shop', run, '-o', 'json'])
      const rows = JSON.parse(stdout.slice(stdout.lastIndexOf('\n[') + 1)) as { task_id: string; state: string | null }[]
      return Object.fromEntries(rows.map(({ task_id: id, state }) => [id, state]))
    }
    const settled = async (run: string) => {
      for (;;) {
        const seen = await states(run)
        if (seen['gate'] === 'success' || seen['gate'] === 'failed') return seen
        await sleep(1000)
      }
    }
    const seen = async () => {
      while ((await trigger('one', '2026-01-02')).code !== 0) await sleep(1000)
    }

    const server = await airflow.start()
    await seen()
    expect(await settled('one')).toEqual({ orders: 'success', gate: 'failed' })
    await server.stop()
    expect(processTable().filter(({ session }) => session === server.processes['scheduler'])).toEqual([])
    expect(existsSync(airflow.home)).toBe(true)

    expect((await trigger('two', '2026-01-03')).code).toBe(0)
    await using again = await airflow.start()
    expect(await settled('two')).toEqual({ orders: 'success', gate: 'failed' })
    expect(again.lastLines('scheduler')).not.toBe('')
  },
)
