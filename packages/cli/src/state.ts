import type { StateComparison } from '@meshwright/contracts'
import { compareState, type Project } from '@meshwright/pipeline'
import { text, type Call } from './command.ts'
import { openManifest, type ManifestFile } from './manifest-file.ts'

export const STATE_OPTIONS = { state: { type: 'string' } } as const
export const STATE_HELP = {
  state: 'a manifest, as meshwright manifest wrote it, to see what changed since: for state:modified and its like',
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
