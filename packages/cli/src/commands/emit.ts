import { didYouMean, GRANULARITIES } from '@meshwright/contracts'
import { DagError, EMITTERS, emitPlan, lintPlan, type Emitter, type EmitOptions } from '@meshwright/dag'
import { planProject } from '@meshwright/pipeline'
import { createTwoFilesPatch } from 'diff'
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { CliError } from '../cli-error.ts'
import { jsonText, text, type Call, type Command } from '../command.ts'
import { compareEmitted, keeps, writeEmitted, type ComparedFile } from '../emitted-folder.ts'
import { loadConfig } from '../load-config.ts'
import { nearPath } from '../near-path.ts'
import { writing } from '../not-written.ts'
import { shellWord, shellWords } from '../shell-words.ts'
import { granularityOf } from '../task-options.ts'
import { textTable } from '../text-table.ts'

const TARGETS = EMITTERS.map(({ name }) => name)
const JOBS = ['one', 'each'] as const

export const emit: Command = {
  name: 'emit',
  summary:
    `Writes the plan as files for a scheduler: ${EMITTERS.map(({ name, summary }) => `${name} (${summary})`).join(', ')}. ` +
    'A file that was edited by hand is kept, and the difference shown. With --check it writes nothing, and ends with 1 when a file is not as it would be emitted.',
  operands: '<target>',
  options: {
    out: { type: 'string' },
    check: { type: 'boolean' },
    force: { type: 'boolean' },
    granularity: { type: 'string' },
    command: { type: 'string' },
    directory: { type: 'string' },
    image: { type: 'string' },
    namespace: { type: 'string' },
    'volume-claim': { type: 'string' },
    secrets: { type: 'string' },
    jobs: { type: 'string' },
    'runs-on': { type: 'string' },
    eject: { type: 'boolean' },
  },
  optionHelp: {
    out: 'the folder to write into; an index of what was emitted, to be committed too, lies beside the files',
    check: 'write nothing; end with 1 and say which files are stale',
    force: 'write over files that were edited by hand',
    granularity:
      'one task of the scheduler per task, layer, group or project (default: what the target takes: project for cron and kubernetes, else task)',
    command:
      'how the command line is called there, in words as a shell reads them: "\'/opt/my node/node\' node_modules/.bin/meshwright" (default: the nearest node_modules/.bin/meshwright)',
    directory:
      "the project's folder there (default for airflow and dagster: where it is, seen from the emitted files; for github-actions: from the repository's root)",
    image: 'run each task in this container image',
    namespace: 'with --image: the namespace of the cluster',
    'volume-claim': 'with --image: the persistent volume claim that is mounted as --home there',
    secrets: "names of the target's secrets that tasks get as environment variables, separated by commas",
    jobs: 'github-actions: one machine for all tasks, or each on its own: one or each (default: one where no two may run at a time)',
    'runs-on': 'github-actions: the machine (default: ubuntu-latest)',
    eject: 'plain code of the target, to go on with by hand',
  },
  completes: { operands: [TARGETS], options: { granularity: GRANULARITIES, jobs: JOBS, out: 'files' } },
  examples: [
    'meshwright emit airflow --out schedules',
    'meshwright emit airflow --out schedules --check',
    'meshwright emit github-actions --out .github/workflows --secrets SHOP_PASSWORD',
  ],
  async run(call) {
    const emitter = targetOf(call.operands)
    const out = text(call.options['out'])
    if (out === undefined) throw usage('say where: --out <folder>')
    const granularity = granularityOf(text(call.options['granularity']))
    jobsOf(call)
    const loaded = await loadConfig(text(call.options['project']), call.cwd, {
      environment: text(call.options['environment']),
      say: call.terminal.err,
    })
    const { project } = loaded
    const folder = resolve(call.cwd, out)
    const plan = planProject(project, { granularity: granularity ?? emitter.granularity ?? 'task' })
    const files = emitted(() => emitPlan(emitter, plan, emitOptions(call, emitter, dirname(loaded.path), folder)))
    const notes = lintPlan(plan, emitter)
    const of = [emitter.name, project.name, project.environment.name].join(' ')
    const compared = compareEmitted(folder, of, files)
    const check = call.options['check'] === true
    const force = call.options['force'] === true
    if (!check) writing('Name another folder with --out', () => writeEmitted(folder, of, plan.hash, compared, force ? 'force' : 'keep'))
    const rows = compared.map((file) => ({ file: file.file, state: shownState(file, check, force) }))
    const near = nearPath(call.cwd, folder)
    if (call.options['json'] === true) call.terminal.out(jsonText({ target: emitter.name, plan: plan.hash, folder, files: rows, notes }))
    else {
      call.terminal.out(textTable(rows.map(({ file, state }) => [join(near, file), state])))
      for (const note of notes) call.terminal.err(`${call.terminal.paint('yellow', 'note')}  ${emitter.name}: ${note}\n`)
    }
    const edited = force ? [] : compared.filter(({ state }) => keeps(state))
    for (const { file, there, emitted: fresh } of edited)
      call.terminal.err(createTwoFilesPatch(join(near, file), 'as it would be emitted', there ?? '', fresh ?? '', 'kept', ''))
    const stale = check && compared.some(({ state }) => state !== 'same')
    if (stale) call.terminal.err(`${call.terminal.paint('red', 'stale')} emit again: ${again(call, edited.length > 0)}\n`)
    else if (edited.length > 0) {
      call.terminal.err(
        `${call.terminal.paint('red', 'kept')} ${edited.map(({ file }) => join(near, file)).join(', ')}: changed by hand, or never emitted; move the change into the project, or write over it: ${again(call, true)}\n`,
      )
    }
    return stale || edited.length > 0 ? 1 : 0
  },
}

const SHOWN = {
  same: 'as it was',
  new: 'written',
  old: 'written',
  gone: 'removed',
  edited: 'kept: edited by hand',
  foreign: 'kept: not emitted',
}
const CHECKED = {
  same: 'as it was',
  new: 'missing',
  old: 'stale',
  gone: 'emitted no longer',
  edited: 'edited by hand',
  foreign: 'not emitted',
}

const shownState = ({ state, emitted: fresh }: ComparedFile, check: boolean, force: boolean): string =>
  check ? CHECKED[state] : force && keeps(state) ? (fresh === null ? 'removed' : 'written over') : SHOWN[state]

function targetOf([name, extra]: readonly string[]): Emitter {
  const emitter = EMITTERS.find((each) => each.name === name)
  if (name === undefined || extra !== undefined) throw usage(`name one target: ${TARGETS.join(', ')}`)
  if (emitter === undefined) throw usage(`there is no target "${name}"${didYouMean(name, TARGETS, `there are ${TARGETS.join(', ')}`)}`)
  return emitter
}

function jobsOf({ options }: Call): EmitOptions['jobs'] {
  const given = text(options['jobs'])
  const known = JOBS.find((name) => name === given)
  if (given !== undefined && known === undefined) throw usage(`--jobs: "${given}" is none of ${JOBS.join(', ')}${didYouMean(given, JOBS)}`)
  return known
}

function emitOptions(call: Call, emitter: Emitter, project: string, folder: string): EmitOptions {
  const { options } = call
  const given = (name: string) => text(options[name])
  const image = given('image')
  const jobs = jobsOf(call)
  const [volumeClaim, secrets, runsOn] = [given('volume-claim'), given('secrets'), given('runs-on')]
  const [home, namespace, command] = [given('home'), given('namespace'), given('command')]
  const directory = given('directory') ?? (image === undefined ? directoryThere(emitter, project, folder) : undefined)
  return {
    command: command === undefined ? [commandBeside(project)] : wordsOf(command),
    ...(directory === undefined ? {} : { directory }),
    ...(home === undefined ? {} : { home }),
    ...(image === undefined ? {} : { image }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(volumeClaim === undefined ? {} : { volumeClaim }),
    ...(secrets === undefined ? {} : { secrets: secrets.split(/[\s,]+/).filter((name) => name !== '') }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(runsOn === undefined ? {} : { runsOn }),
    ...(options['eject'] === true ? { eject: true } : {}),
  }
}

/** Where the project is now, as the target sees it. */
function directoryThere({ directoryFrom }: Emitter, project: string, folder: string): string | undefined {
  if (directoryFrom === 'file') return posix(relative(folder, project)) || '.'
  const root = directoryFrom === 'repository' ? repositoryOf(project) : undefined
  return root === undefined ? undefined : posix(relative(root, project)) || undefined
}

function repositoryOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) return undefined
  }
}

function wordsOf(command: string): readonly string[] {
  const words = shellWords(command)
  if (words === undefined) throw usage(`--command: a quote in ${command} has no end`)
  return words
}

/** `node_modules/.bin/meshwright` as the project's folder sees it: in a monorepo it lies further up. */
function commandBeside(project: string): string {
  const command = join('node_modules', '.bin', 'meshwright')
  for (let at = project, up = ''; ; at = dirname(at), up = join(up, '..')) {
    if (existsSync(join(at, command))) return posix(join(up, command))
    if (dirname(at) === at) return posix(command)
  }
}

const posix = (path: string): string => path.replaceAll(sep, '/')

/** An option that the target does not know is a wrong call. */
function emitted<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof DagError && error.code === 'option-invalid')
      throw new CliError('usage', `meshwright emit: ${error.message}`, { cause: error })
    throw error
  }
}

/** The call that writes, as it was typed, without `--check`. */
function again({ operands, options }: Call, over: boolean): string {
  const words = Object.entries(options).flatMap(([name, value]) =>
    name === 'check' || name === 'json' || name === 'force' || value === undefined || value === false
      ? []
      : value === true
        ? [`--${name}`]
        : [`--${name}`, shellWord(typeof value === 'string' ? value : value.join(' '))],
  )
  return ['meshwright emit', ...operands, ...words, ...(over ? ['--force'] : [])].join(' ')
}

const usage = (problem: string) => new CliError('usage', `meshwright emit: ${problem}\nmeshwright emit --help shows examples.`)
