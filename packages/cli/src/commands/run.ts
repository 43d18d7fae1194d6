import {
  prometheus,
  resumption,
  runProject,
  type Progress,
  type Project,
  type RunOptions,
  type RunSummary,
  type Work,
} from '@meshwright/pipeline'
import { resolve } from 'node:path'
import { CliError } from '../cli-error.ts'
import { jsonText, openProject, text, type Call, type Command, type OpenedProject } from '../command.ts'
import { LOG_HELP, LOG_OPTION, logFormat } from '../log-format.ts'
import { LogLines } from '../log-line.ts'
import { interruptKeys } from '../interrupt-keys.ts'
import { nearPath } from '../near-path.ts'
import { meaningless } from '../run-command.ts'
import { waitSeconds, WAIT_HELP, WAIT_OPTION } from '../open-reading.ts'
import { nameWidth } from '../run-line.ts'
import { runLines } from '../run-lines.ts'
import { runView } from '../run-view.ts'
import { TASK_HELP, TASK_OPTIONS, taskRun } from '../task-options.ts'
import { SELECT_HELP, SELECT_OPTIONS, selectedScope } from '../selection.ts'
import { deferred, DEFER_HELP, DEFER_OPTIONS } from '../state.ts'

const whole = working('run', {
  summary: 'Ingests, builds, checks and publishes what changed. What fails leaves published data as it was; a run after a kill goes on.',
  examples: [
    'meshwright run',
    'meshwright run --select dm_monthly_sales+',
    'meshwright run --select "layer:mart,owner:marketing" --exclude dm_best_sellers',
    'meshwright run --select state:modified+ --state manifest.json --defer',
    'meshwright run --environment prod',
    'meshwright run --watch',
    'meshwright run --full-refresh',
    'meshwright run --resume',
    'meshwright run --resume 01a1fd4d-aeb1',
    'meshwright run --parallel 8',
    'meshwright run --log-format json 2>> run.log',
    'meshwright run --task gate:orders --run-id scheduled__2026-01-01',
    'meshwright run --json > run.json',
    'meshwright run --home ../shop-data',
  ],
})

export const run: Command = {
  ...whole,
  operands: '[--resume [<run>]]',
  options: { watch: { type: 'boolean' }, resume: { type: 'boolean' }, ...whole.options, ...TASK_OPTIONS },
  optionHelp: {
    resume: 'go on with the last run, or that of an id: only what failed, was blocked or never ended',
    watch: 'run again whenever the config, a module of it or a file of data is saved; interrupt to end',
    ...whole.optionHelp,
    ...TASK_HELP,
  },
  async run(call) {
    const [named, extra] = call.operands
    const unwanted = call.options['resume'] === true ? extra : named
    if (unwanted !== undefined) throw meaningless(run, unwanted)
    if (call.options['resume'] === true) return resumeRun(call, named)
    const asked = taskRun(call, process.env)
    if (call.options['watch'] === true && logFormat(call) === 'json')
      throw new CliError('usage', 'meshwright run: --log-format json means nothing with --watch, which speaks to people')
    if (call.options['watch'] !== true) return runOpened(call, await openProject(call), 'run', asked)
    const { isWatched, runWatched, watchProject } = await import('../watch.ts')
    // A watch wants to know of all that is imported, to the end.
    return isWatched() ? runWatched(call, (opened) => runOpened({ ...call, modules: undefined }, opened)) : watchProject(call)
  },
}

/** What a run that is gone on with has from its beginning. */
const OF_ITS_OWN = ['watch', 'select', 'exclude', ...Object.keys(TASK_OPTIONS)]

async function resumeRun(call: Call, named: string | undefined): Promise<number> {
  const other = OF_ITS_OWN.find((name) => call.options[name] !== undefined)
  if (other !== undefined)
    throw new CliError('usage', `meshwright run: --${other} means nothing with --resume: what a run was about, it stays about`)
  if (call.options['state'] !== undefined && call.options['defer'] !== true)
    throw new CliError('usage', 'meshwright run: --state means nothing with --resume, but with --defer, where the run was called so')
  const opened = await openProject(call)
  const resume = resumption(opened.project, opened.home, named)
  const { runId, status } = resume.run
  if (resume.plan.tasks.length > 0) return runOpened(call, opened, 'run', { resume })
  const words = `nothing is left of run ${runId}: all its tasks are done`
  if (logFormat(call) === 'json') logLines(call, opened.project).note(words)
  else call.terminal.err(`${words}\n`)
  if (call.options['json'] === true) call.terminal.out(jsonText({ runId, status, tasks: [] }))
  return 0
}

export const ingest: Command = working('ingest', {
  summary: 'Loads sources that changed, checks and publishes them. No model is built.',
  examples: ['meshwright ingest', 'meshwright ingest --select orders', 'meshwright ingest --select source:files'],
})

export const build: Command = working('build', {
  summary: 'Builds models that changed, checks and publishes them, over the tables as they are published. No source is read.',
  examples: [
    'meshwright build',
    'meshwright build --select fct_transactions+',
    'meshwright build --select +dm_monthly_sales,layer:staging',
  ],
})

export const check: Command = working('check', {
  summary: 'Runs the checks of the tables as they are published, and records the results. Nothing is loaded, built or published.',
  examples: ['meshwright check', 'meshwright check --select orders', 'meshwright check --select layer:raw --json'],
})

/** A command over the plan of a project, or over part of it. */
function working(work: Work, about: Pick<Command, 'summary' | 'examples'>): Command {
  return {
    name: work,
    operands: '',
    options: {
      ...SELECT_OPTIONS,
      ...DEFER_OPTIONS,
      adopt: { type: 'boolean' },
      parallel: { type: 'string' },
      'metrics-file': { type: 'string' },
      ...LOG_OPTION,
      ...WAIT_OPTION,
    },
    optionHelp: {
      ...SELECT_HELP,
      ...DEFER_HELP,
      adopt: 'take over a schema or file that another project or environment owns, with its tables',
      parallel: 'how many tasks at a time (default: 4)',
      'metrics-file': 'a file ending in .prom that Prometheus’ node_exporter reads: what the run came to, as metrics',
      ...LOG_HELP,
      ...WAIT_HELP,
    },
    ...about,
    run: async (call) => runOpened(call, await openProject(call), work),
  }
}

/** Runs a project with its progress, its closing block, and the interrupt keys. */
export async function runOpened(
  call: Call,
  { project, home, folder, reach, among }: OpenedProject,
  work: Work = 'run',
  asked: Partial<RunOptions> = {},
): Promise<number> {
  const { terminal } = call
  call.modules?.release()
  const wait = waitSeconds(call)
  const parallel = slots(text(call.options['parallel']))
  const scope = selectedScope(call, project)
  const defer = deferred(call, { project, folder })
  const metrics = text(call.options['metrics-file'])
  const log = logFormat(call) === 'json' ? logLines(call, project) : undefined
  const view = log === undefined ? runView(terminal, nameWidth(project)) : undefined
  const keys = interruptKeys((line) => (view ?? log)?.note(line))
  const header = `${terminal.paint('bold', project.name)}${among === 'several' ? ` · ${project.environment.name}` : ''} · ${project.warehouse.name} · home ${nearPath(call.cwd, home)}\n\n`
  if (log === undefined) terminal.err(header)
  const onProgress = (progress: Progress) => {
    if (progress.event === 'started') keys.began()
    ;(view ?? log)?.progress(progress)
  }
  try {
    const summary = await runProject(project, {
      ...asked,
      home,
      directory: folder,
      work,
      adopt: call.options['adopt'] === true,
      ...scope,
      ...(parallel === undefined ? {} : { parallel }),
      ...(defer === undefined ? {} : { defer }),
      waitSeconds: wait,
      ...(metrics === undefined ? {} : { observers: [prometheus({ file: resolve(call.cwd, metrics) })] }),
      drain: keys.drain,
      cancel: keys.cancel,
      onProgress,
    })
    view?.end()
    if (log === undefined) terminal.err(runLines(summary, project, { ...terminal, reach }))
    else log.end(summary)
    if (call.options['json'] === true) terminal.out(jsonText(summary))
    return exitCode(summary)
  } catch (error) {
    if (keys.cancel.aborted) throw new CliError('interrupted', 'interrupted before anything ran; nothing was changed', { cause: error })
    throw error
  } finally {
    view?.end()
    keys.release()
  }
}

const logLines = ({ terminal }: Call, { name, environment }: Project) =>
  new LogLines(terminal.err, { project: name, environment: environment.name })

function slots(given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  if (!/^[1-9]\d{0,3}$/.test(given)) throw new CliError('usage', `--parallel: "${given}" is not a number of tasks from 1`)
  return Number(given)
}

const exitCode = (summary: RunSummary): number => (summary.status === 'succeeded' ? 0 : 1)
