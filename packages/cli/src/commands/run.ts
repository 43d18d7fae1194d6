import { runProject, type Progress, type RunSummary } from '@meshwright/pipeline'
import { CliError } from '../cli-error.ts'
import { jsonText, openProject, type Call, type Command, type OpenedProject } from '../command.ts'
import { interruptKeys } from '../interrupt-keys.ts'
import { nearPath } from '../near-path.ts'
import { waitSeconds, WAIT_HELP, WAIT_OPTION } from '../open-reading.ts'
import { nameWidth } from '../run-line.ts'
import { runLines } from '../run-lines.ts'
import { runView } from '../run-view.ts'

export const run: Command = {
  name: 'run',
  summary: 'Ingests, builds, checks and publishes what changed. What fails leaves published data as it was; a run after a kill goes on.',
  operands: '',
  options: WAIT_OPTION,
  optionHelp: WAIT_HELP,
  examples: ['meshwright run', 'meshwright run --json > run.json', 'meshwright run --home ../shop-data'],
  run: async (call) => runOpened(call, await openProject(call)),
}

/** Runs a project with its progress, its closing block, and the interrupt keys. */
export async function runOpened(call: Call, { project, home, reach }: OpenedProject): Promise<number> {
  const { terminal } = call
  const wait = waitSeconds(call)
  const keys = interruptKeys(terminal)
  terminal.err(`${terminal.paint('bold', project.name)} · ${project.warehouse.name} · home ${nearPath(call.cwd, home)}\n\n`)
  const view = runView(terminal, nameWidth(project))
  const onProgress = (progress: Progress) => {
    if (progress.event === 'started') keys.began()
    view.onProgress(progress)
  }
  try {
    const summary = await runProject(project, { home, waitSeconds: wait, drain: keys.drain, cancel: keys.cancel, onProgress })
    view.end()
    terminal.err(runLines(summary, project, { ...terminal, reach }))
    if (call.options['json'] === true) terminal.out(jsonText(summary))
    return exitCode(summary)
  } catch (error) {
    if (keys.cancel.aborted) throw new CliError('interrupted', 'interrupted before anything ran; nothing was changed', { cause: error })
    throw error
  } finally {
    view.end()
    keys.release()
  }
}

const exitCode = (summary: RunSummary): number => (summary.status === 'succeeded' ? 0 : 1)
