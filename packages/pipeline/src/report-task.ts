import type { CheckResult, DataState, Report, ReportValue } from '@meshwright/contracts'
import { tableSql } from '@meshwright/sql'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unusable } from './home-folder.ts'
import { makeFolder } from './make-folder.ts'
import { readCheckResults, readState } from './project-state.ts'
import { readPlace, type RunState } from './run-state.ts'
import type { TaskResult } from './task-result.ts'

/** Reads what a report needs from the published tables, renders it, and puts the page in place in one step. */
export async function reportTask(run: RunState, report: Report): Promise<Omit<TaskResult, 'task' | 'milliseconds'>> {
  const tables = Object.fromEntries(
    await Promise.all(
      Object.entries(report.reads).map(async ([name, contract]) => {
        const columns = contract.columns.map((column) => run.dialect.identifier(column.name)).join(', ')
        const { rows } = await run.store.query(`select ${columns} from ${tableSql(readPlace(run, contract), run.dialect)}`, {
          signal: run.context.signal,
        })
        return [
          name,
          rows.map((row) => Object.fromEntries(contract.columns.map((column, index) => [column.name, row[index] as ReportValue]))),
        ] as const
      }),
    ),
  )
  const page = await report.render({ tables, state: await dataState(run), now: run.context.now })
  const path = join(run.reports, `${report.name}.html`)
  try {
    makeFolder(run.reports)
    await writeFile(`${path}.new`, page)
    await rename(`${path}.new`, path)
  } catch (error) {
    await rm(`${path}.new`, { force: true }).catch(() => undefined)
    throw unusable(`report ${report.name}: its tables are published, but ${path}`, error)
  }
  return { status: 'done', path }
}

async function dataState(run: RunState): Promise<DataState> {
  const { project, context } = run
  const state = await readState(run.store, run.resolver, run.dialect)
  const checks = await readCheckResults(run.store, run.resolver, run.dialect)
  const current = new Set(project.nodes.flatMap((node) => node.checks.map((check) => `${node.contract.name}/${check.name}`)))
  return {
    project: project.name,
    environment: context.environment,
    warehouse: context.warehouse,
    runId: context.runId,
    loads: [...state.loads.values()]
      .filter((load) => project.node(load.table) !== undefined)
      .map(({ fingerprint: _, cursor: __, ...load }) => load),
    checks: checks.filter((check: CheckResult) => current.has(`${check.table}/${check.name}`)),
    relations: project.nodes.flatMap((node) => {
      const published = state.publications.get(node.contract.name)
      const { name, layer, owner, description } = node.contract
      return published === undefined ? [] : [{ name, layer, owner, description, rows: published.rows, publishedAt: published.publishedAt }]
    }),
  }
}
