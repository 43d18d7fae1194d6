import { nodeFingerprint, type Project } from '@meshwright/pipeline'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What both sides are given: the folder of a generated project. */
export interface PlanArgument {
  readonly folder: string
  readonly models: number
}

export async function loadedProject({ folder }: PlanArgument): Promise<Project> {
  const config = (await import(pathToFileURL(join(folder, 'meshwright.config.ts')).href)) as { default: Project }
  return config.default
}

/** The same with all that is read of a definition once: each query is built, and has its fingerprint. */
export async function readProject(argument: PlanArgument): Promise<Project> {
  const project = await loadedProject(argument)
  for (const node of project.nodes) nodeFingerprint(node)
  return project
}

/** A subject of ten models has two sources; each table is staged and published. */
export const tasksOf = ({ models }: PlanArgument): number => (models / 10) * 12 * 2
