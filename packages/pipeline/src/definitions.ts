import { contractDocument, fingerprint, type Definition, type JsonValue, type Report, type Stream } from '@meshwright/contracts'
import { modelFingerprint, modelQueryFingerprint } from '@meshwright/models'
import type { CustomCommand } from './custom-command.ts'
import type { Project, ProjectNode } from './project.ts'
import { commandId, reportId } from './selectable.ts'
import { taskSettings, type SettledTask } from './task-settings.ts'

const fingerprints = new WeakMap<ProjectNode, string>()

/** Changes when the definition of a table does: its contract, its query or stream, or its checks. */
export function nodeFingerprint(node: ProjectNode): string {
  let known = fingerprints.get(node)
  if (known === undefined) {
    const definition =
      node.made.by === 'model'
        ? modelFingerprint(node.made.model)
        : fingerprint([contractDocument(node.contract), node.made.stream.connector, node.made.stream.options, node.made.stream.load])
    known = fingerprint([definition, node.checks])
    fingerprints.set(node, known)
  }
  return known
}

/** The tables that a report or command reads, by name, each once. */
export const tablesRead = (contracts: readonly { readonly name: string }[] = []): string[] =>
  [...new Set(contracts.map((contract) => contract.name))].toSorted()

/** Of what a report says of itself; its code cannot be compared. */
export const reportFingerprint = ({ name, title, description, reads }: Report): string =>
  fingerprint([name, title, description, tablesRead(Object.values(reads))])

/** What a command says of itself. */
export const commandFacts = (project: Project, { run, description = '', owner, tags, reads, writes }: CustomCommand) => ({
  description,
  owner: owner ?? project.owner ?? null,
  tags: [...(tags ?? [])],
  reads: tablesRead(reads),
  writes: [...new Set(writes)].toSorted(),
  command: [...run],
})

export const commandFingerprint = (project: Project, command: CustomCommand): string =>
  fingerprint([command.name, commandFacts(project, command)])

const known = new WeakMap<Project, ReadonlyMap<string, Definition>>()

/** What every table, report and command of a project is by definition, part by part; by the ids that a selection uses, in its order. */
export function definitionsOf(project: Project): ReadonlyMap<string, Definition> {
  let definitions = known.get(project)
  if (definitions === undefined) {
    const settings = taskSettings(project)
    definitions = new Map<string, Definition>([
      ...project.nodes.map((node) => [node.contract.name, tableDefinition(node, settings(node.contract.name))] as const),
      ...project.reports.map((report) => {
        const id = reportId(report.name)
        return [id, { report: fingerprint([reportFingerprint(report), report.owner]), settings: fingerprint(settings(id)) }] as const
      }),
      ...project.commands.map((command) => {
        const id = commandId(command.name)
        const { after = [], before = [] } = command
        return [
          id,
          {
            command: fingerprint([commandFingerprint(project, command), after.toSorted(), before.toSorted()]),
            settings: fingerprint(settings(id)),
          },
        ] as const
      }),
    ])
    known.set(project, definitions)
  }
  return definitions
}

function tableDefinition({ contract, made, ownChecks }: ProjectNode, settings: SettledTask): Definition {
  const about = { contract: fingerprint(contractDocument(contract)), checks: fingerprint(ownChecks) }
  return made.by === 'stream'
    ? { ...about, ...streamDefinition(made.stream), settings: fingerprint([settings]) }
    : { ...about, query: modelQueryFingerprint(made.model), settings: fingerprint([settings, made.model.materialization]) }
}

/** Where a stream is may be another place in each environment; what it is should not be. */
function streamDefinition({ connector, options, load, origin }: Stream): Pick<Definition, 'source' | 'origin'> {
  const { origin: place = null, ...others } = isRecord(options) ? options : { options }
  return { source: fingerprint([connector, others, load]), origin: fingerprint([origin, place]) }
}

const isRecord = (value: JsonValue): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
