import { runProject } from '@meshwright/pipeline'
import { childArgument, reportStep } from '../child-report.ts'
import { buildProject, modelsOf } from './build-project.ts'
import { MODELS, type BuildArgument } from './settings.ts'

const argument = childArgument<BuildArgument>()

// Loaded before the step begins, as on the other side; the adapter itself loads it when it first opens a file.
await import('@duckdb/node-api')

// Each model is staged, checked, and published with its records; the events were loaded by an earlier run, and are unchanged.
await reportStep(async () => {
  const summary = await runProject(buildProject(argument, modelsOf()), { home: argument.home })
  const published = summary.tasks.filter((result) => result.task.kind === 'gate' && result.status === 'done')
  if (summary.status !== 'succeeded' || published.length !== MODELS)
    throw new Error(
      JSON.stringify(
        summary.tasks.filter((result) => result.status !== 'done'),
        undefined,
        2,
      ),
    )
})
