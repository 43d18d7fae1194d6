import { didYouMean } from '@meshwright/contracts'
import type { Project, ProjectNode } from '@meshwright/pipeline'
import { CliError } from './cli-error.ts'

/** The table of that name, or a CliError with the nearest one. */
export function findNode(project: Project, name: string | undefined, command: string): ProjectNode {
  const names = project.nodes.map((node) => node.contract.name)
  if (name === undefined) throw new CliError('usage', `meshwright ${command}: name a table; meshwright ls lists them`)
  const node = project.node(name)
  if (node === undefined)
    throw new CliError('usage', `meshwright ${command}: there is no table "${name}" in ${project.name}${didYouMean(name, names)}`)
  return node
}
