import { dataAssetUri, type Plan } from '@meshwright/contracts'

/** The graph of a plan in the operators that somebody writes who writes it by hand: no loop, no text for the pages of Airflow. */
export function writtenByHand(plan: Plan): string {
  const { project, environment } = plan
  const variable = (id: string) => id.replaceAll(/[^A-Za-z0-9]+/g, '_')
  const text = (value: string) => JSON.stringify(value)
  const groups = Map.groupBy(plan.tasks, ({ layer }) => layer ?? 'reports')
  const operator = ({ id, owner, pool, retries, timeoutSeconds, writes }: Plan['tasks'][number]) =>
    [
      `        ${variable(id)} = BashOperator(`,
      `            task_id=${text(variable(id))},`,
      `            bash_command=${text(`cd /srv/shop && exec node_modules/.bin/meshwright run --task=${id}`)},`,
      ...(owner === null ? [] : [`            owner=${text(owner)},`]),
      ...(pool === null ? [] : [`            pool=${text(variable(pool))},`]),
      ...(retries.count === 0
        ? []
        : [
            `            retries=${retries.count},`,
            `            retry_delay=timedelta(seconds=${retries.delaySeconds}),`,
            `            max_retry_delay=timedelta(seconds=${retries.maxDelaySeconds}),`,
            '            retry_exponential_backoff=True,',
          ]),
      ...(timeoutSeconds === null ? [] : [`            execution_timeout=timedelta(seconds=${timeoutSeconds}),`]),
      ...(writes.length === 0
        ? []
        : [`            outlets=[${writes.map((name) => `Asset(${text(dataAssetUri({ project, environment, name }))})`).join(', ')}],`]),
      '        )',
    ].join('\n')
  const upstream = Map.groupBy(plan.edges, ({ to }) => to)
  const edges = [...upstream].map(([to, from]) => {
    const names = [...new Set(from.map((edge) => variable(edge.from)))]
    return `    ${names.length === 1 ? names[0] : `[${names.join(', ')}]`} >> ${variable(to)}`
  })
  return `from datetime import datetime, timedelta

try:
    from airflow.sdk import DAG, Asset, TaskGroup
except ImportError:
    from airflow.datasets import Dataset as Asset
    from airflow.models.dag import DAG
    from airflow.utils.task_group import TaskGroup
from airflow.providers.standard.operators.bash import BashOperator

with DAG("by_hand", schedule="@daily", start_date=datetime(2026, 1, 1), catchup=False, max_active_runs=1):
${[...groups].map(([group, tasks]) => `    with TaskGroup(${text(group)}, prefix_group_id=False):\n${tasks.map(operator).join('\n')}`).join('\n')}
${edges.join('\n')}
`
}
