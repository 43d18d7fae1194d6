import { createResolver, runIdAt } from '@meshwright/contracts'
import { runModelTest, type ModelTest, type ModelTestOutcome } from '@meshwright/models'
import type { Store } from '@meshwright/sql'
import { PipelineError } from './pipeline-error.ts'
import type { Project } from './project.ts'
import { openStore, type RunOptions } from './run-project.ts'

export interface TestOptions extends Pick<RunOptions, 'home' | 'cancel' | 'waitSeconds' | 'onProgress' | 'clock'> {
  /**
   * `memory`: an empty engine of the warehouse's kind, in this process. `warehouse`: the project's own, in hidden tables that are
   * dropped afterwards; no published table is read or changed.
   */
  readonly on: 'memory' | 'warehouse'
  onTest?(result: TestResult): void
}

export type TestResult = ModelTestOutcome & { readonly table: string; readonly name: string; readonly milliseconds: number }

/** Runs tests of a project's models, one after another, in their order. */
export async function testProject(project: Project, tests: readonly ModelTest[], options: TestOptions): Promise<TestResult[]> {
  const { store, schema } = await testStore(project, options)
  const runId = runIdAt((options.clock ?? (() => new Date()))())
  const resolver = createResolver(project.name, { ...project.environment, schema }, project.warehouse.dialect.maxIdentifierBytes)
  const signal = options.cancel ?? new AbortController().signal
  try {
    const results: TestResult[] = []
    for (const test of tests) {
      const began = performance.now()
      const upstreams = Object.keys(test.model.upstream)
      const outcome = await runModelTest(test, {
        store,
        dialect: project.warehouse.dialect,
        // Named as the tables of a run, so that the next run sweeps what a killed test left.
        table: (upstream) =>
          resolver.resolve({ project: project.name, name: `given_${upstreams.indexOf(upstream)}`, version: 1 }, { stage: 'staged', runId }),
        signal,
      })
      const result = { table: test.model.contract.name, name: test.name, milliseconds: performance.now() - began, ...outcome }
      options.onTest?.(result)
      results.push(result)
    }
    return results
  } finally {
    await store.close()
  }
}

async function testStore(project: Project, options: TestOptions): Promise<{ store: Store; schema: string }> {
  const { warehouse, environment } = project
  if (options.on === 'warehouse') return { store: await openStore(project, options, 'write'), schema: environment.schema }
  if (warehouse.scratch === undefined)
    throw new PipelineError(
      'no-scratch',
      `${warehouse.name} has no engine that runs in memory: test on the project's own warehouse with --on-warehouse`,
    )
  return { store: await warehouse.scratch(), schema: warehouse.defaultSchema }
}
