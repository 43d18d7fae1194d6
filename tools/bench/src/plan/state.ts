import { manifestStateSchema, parseDocument } from '@meshwright/contracts'
import { compareState, manifestProject } from '@meshwright/pipeline'
import { childArgument, reportStep } from '../child-report.ts'
import { readProject, type PlanArgument } from './settings.ts'

const argument = childArgument<PlanArgument>()
const project = await readProject(argument)
const manifest: unknown = JSON.parse(JSON.stringify(manifestProject(project)))

await reportStep(async () => {
  const { nodes } = compareState(project, parseDocument(manifestStateSchema, manifest, 'manifest.json'))
  if (nodes.length !== project.nodes.length || nodes.some(({ change }) => change !== 'unmodified')) throw new Error('something changed')
})
