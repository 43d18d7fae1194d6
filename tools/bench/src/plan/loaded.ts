import { planProject } from '@meshwright/pipeline'
import { childArgument, reportStep } from '../child-report.ts'
import { readProject, tasksOf, type PlanArgument } from './settings.ts'

const argument = childArgument<PlanArgument>()
const project = await readProject(argument)

await reportStep(async () => {
  const { tasks } = planProject(project)
  if (tasks.length !== tasksOf(argument)) throw new Error(`${tasks.length} tasks`)
})
