import { planProject } from '@meshwright/pipeline'
import { childArgument, reportStep } from '../child-report.ts'
import { loadedProject, tasksOf, type PlanArgument } from './settings.ts'

const argument = childArgument<PlanArgument>()
const project = await loadedProject(argument)

// The first plan of a process: nothing is known of any table yet.
await reportStep(async () => {
  const { tasks } = planProject(project)
  if (tasks.length !== tasksOf(argument)) throw new Error(`${tasks.length} tasks`)
})
