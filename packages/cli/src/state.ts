import type { StateComparison } from '@meshwright/contracts'
import { compareState, type DeferOptions, type Project } from '@meshwright/pipeline'
import { CliError } from './cli-error.ts'
import { text, type Call, type OpenedProject } from './command.ts'
import { openManifest, type ManifestFile } from './manifest-file.ts'

export const STATE_OPTIONS = { state: { type: 'string' } } as const
export const STATE_HELP = {
  state: 'a manifest, as meshwright manifest wrote it, to see what changed since: for state:modified and its like',
}

export const DEFER_OPTIONS = { defer: { type: 'boolean' }, 'favor-state': { type: 'boolean' } } as const
export const DEFER_HELP: Readonly<Record<keyof typeof DEFER_OPTIONS, string>> = {
  defer: 'with --state: read what is not selected, and not published here, where the environment of the manifest has published it',
  'favor-state': 'with --defer: read it there also where it is published here',
}

/** What `--defer` asks for. Throws CliError `usage` where it says too little. */
export function deferred(call: Call, { project, folder }: Pick<OpenedProject, 'project' | 'folder'>): DeferOptions | undefined {
  const favors = call.options['favor-state'] === true
  if (call.options['defer'] !== true) {
    if (favors) throw new CliError('usage', '--favor-state says how --defer reads, and means nothing without it')
    return undefined
  }
  const given = givenState(call, project)
  if (given === undefined) throw new CliError('usage', '--defer reads in the environment of a manifest: give it with --state manifest.json')
  return { state: given.file.state(), directory: folder, favor: favors ? 'state' : 'own' }
}

/** What `--state` names. */
export interface GivenState {
  readonly file: ManifestFile
  readonly comparison: StateComparison
}

const known = new WeakMap<Project, GivenState>()

/** What changed since the manifest of `--state`, or undefined when none was given. Throws CliError and PipelineError `state-foreign`. */
export function givenState(call: Call, project: Project): GivenState | undefined {
  const path = text(call.options['state'])
  if (path === undefined) return undefined
  let state = known.get(project)
  if (state === undefined) {
    const file = openManifest(path, call.cwd)
    state = { file, comparison: compareState(project, file.state()) }
    known.set(project, state)
  }
  return state
}

/** Whether a call looks at a manifest, so that what it answers does not follow from the project alone. */
export const looksAtState = (args: readonly string[]): boolean => args.some((arg) => arg === '--state' || arg.startsWith('--state='))
