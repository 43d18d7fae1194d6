import { runProject, type RunSummary } from '@meshwright/pipeline'
import { isAbsolute, relative } from 'node:path'
import { jsonText, openProject, type Call, type Command, type OpenedProject } from '../command.ts'
import { runLines } from '../run-lines.ts'
import { runView } from '../run-view.ts'

export const run: Command = {
  name: 'run',
  summary: 'Ingests, builds, checks and publishes what changed. What fails leaves published data as it was; a run after a kill goes on.',
  operands: '',
  options: {},
  optionHelp: {},
  examples: ['meshwright run', 'meshwright run --json > run.json', 'meshwright run --home /data/shop'],
  run: async (call) => runOpened(call, await openProject(call)),
}

/** Runs a project with its progress, its closing block, and the interrupt keys: the first drains, the second cancels. */
export async function runOpened(call: Call, { project, home }: OpenedProject): Promise<number> {
  const { terminal } = call
  const drain = new AbortController()
  const cancel = new AbortController()
  const interrupt = () => {
    if (drain.signal.aborted) cancel.abort()
    else {
      drain.abort()
      terminal.err('\nstopping: what runs is finished, nothing more is started; interrupt again to break it off\n')
    }
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const near = relative(call.cwd, home)
  terminal.err(
    `${terminal.paint('bold', project.name)} · ${project.warehouse.name} · home ${near.startsWith('..') || isAbsolute(near) ? home : near || '.'}\n\n`,
  )
  const view = runView(terminal)
  try {
    const summary = await runProject(project, { home, drain: drain.signal, cancel: cancel.signal, onProgress: view.onProgress })
    view.end()
    terminal.err(runLines(summary, project, terminal.paint))
    if (call.options['json'] === true) terminal.out(jsonText(summary))
    return exitCode(summary)
  } finally {
    view.end()
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

const exitCode = (summary: RunSummary): number => (summary.status === 'succeeded' ? 0 : 1)
