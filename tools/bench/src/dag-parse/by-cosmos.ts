import type { Plan } from '@meshwright/contracts'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The graph of a plan as astronomer-cosmos makes it of a dbt project whose manifest is there: a model for each task that stages, and a
 * test after it for its gate. Writes the project into the folder, and gives the text of the DAG file.
 */
export async function readByCosmos(plan: Plan, folder: string): Promise<string> {
  await mkdir(join(folder, 'models'), { recursive: true })
  await writeFile(join(folder, 'dbt_project.yml'), "name: shop\nprofile: shop\nversion: '1'\nconfig-version: 2\n")
  await writeFile(join(folder, 'profiles.yml'), 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb } } }\n')
  const tables = new Map(plan.tasks.map(({ id, target }) => [id, target]))
  const upstream = Map.groupBy(
    plan.edges.filter(({ reason }) => reason === 'reads'),
    ({ to }) => tables.get(to),
  )
  const shared = { package_name: 'shop', tags: [], config: { tags: [], meta: {} }, database: 'shop', schema: 'dev' }
  const nodes = plan.tasks.map(({ kind, target }) => {
    const [type, name] = kind === 'gate' ? ['test', `passes_${target}`] : ['model', target]
    const after = kind === 'gate' ? [target] : (upstream.get(target) ?? []).map(({ from }) => tables.get(from) ?? '')
    const unique = `${type}.shop.${name}`
    const file = kind === 'gate' ? 'models/schema.yml' : `models/${name}.sql`
    const needs = { nodes: [...new Set(after)].map((table) => `model.shop.${table}`), macros: [] }
    return [
      unique,
      { ...shared, unique_id: unique, resource_type: type, name, fqn: ['shop', name], original_file_path: file, depends_on: needs },
    ] as const
  })
  const manifest = { metadata: {}, nodes: Object.fromEntries(nodes), sources: {}, exposures: {} }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
  const path = (name: string) => JSON.stringify(join(folder, name))
  return `# An Airflow DAG.
from datetime import datetime

from cosmos import DbtDag, ExecutionConfig, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import InvocationMode, LoadMode, TestBehavior

dag = DbtDag(
    dag_id="cosmos",
    schedule="@daily",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    project_config=ProjectConfig(dbt_project_path=${path('')}, manifest_path=${path('manifest.json')}, project_name="shop"),
    profile_config=ProfileConfig(profile_name="shop", target_name="dev", profiles_yml_filepath=${path('profiles.yml')}),
    execution_config=ExecutionConfig(invocation_mode=InvocationMode.SUBPROCESS, dbt_executable_path="/bin/true"),
    render_config=RenderConfig(load_method=LoadMode.DBT_MANIFEST, test_behavior=TestBehavior.AFTER_EACH),
)
`
}
