import { createHash } from 'node:crypto'
import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { makeCacheFolder } from './cache-folder.ts'
import { COMMON_OPTIONS } from './command.ts'
import { useCompileCache } from './compile-cache.ts'
import { watchEnvironment, type Environment } from './environment.ts'
import { findConfig } from './find-config.ts'
import { filesBehind } from './files-behind.ts'
import type { Modules } from './module-hooks.ts'
import type { Terminal } from './terminal.ts'

// See docs/decisions/0006-kept-answers.md: what a command answered is given again as long as every file behind it is as it was.

export interface Call {
  readonly args: readonly string[]
  readonly cwd: string
  readonly terminal: Terminal
  /** What is imported. */
  readonly modules: Modules
}

/**
 * Gives the kept answer to a call, or else runs it and keeps what it printed when it ended well, said nothing on `err`, and `lasting`
 * says that its answer follows from the project alone. Keeps what modules in TypeScript are without types too. Returns the exit code.
 */
export async function askOnce(call: Call, run: (terminal: Terminal) => Promise<number>, lasting: () => Promise<boolean>): Promise<number> {
  const { terminal } = call
  const question = questionOf(call)
  const kept = question === undefined ? undefined : recall(question)
  if (kept !== undefined) {
    terminal.out(kept)
    return 0
  }
  if (!call.args.includes('--no-cache')) useCompileCache(question?.texts)
  if (question === undefined) return run(terminal)
  call.modules.sources.open(question.texts)
  const environment = watchEnvironment()
  // What is not kept may be large.
  const keeps = await lasting()
  const answer: string[] = []
  let quiet = true
  const code = await run({
    ...terminal,
    out(text) {
      if (keeps) answer.push(text)
      terminal.out(text)
    },
    err(text) {
      quiet = false
      terminal.err(text)
    },
  })
  if (code === 0 && quiet && keeps) remember(question, answer, call.modules, environment)
  return code
}

/** A call whose answer may be kept, and where. */
interface Question {
  readonly config: string
  /** All that is kept for the home. */
  readonly folder: string
  /** The file of texts of modules in it. */
  readonly texts: string
  readonly path: string
}

/** What the rest of the file, the answer, was made from. */
interface Basis {
  readonly config: string
  /** Name → hash of the value of an environment variable that was read. */
  readonly environment: Readonly<Record<string, string>>
  /** Path, size, and times of change in milliseconds, of each file in turn. */
  readonly files: readonly (string | number)[]
}

/** How many answers a home keeps; the oldest goes. */
const KEPT = 16

/** Where the answer to a call is kept, or undefined when it has none: no project, or `--no-cache`. */
function questionOf({ args, cwd }: Call): Question | undefined {
  const { values } = parseArgs({ args: [...args], options: COMMON_OPTIONS, strict: false })
  if (values['no-cache'] === true) return undefined
  const said = (option: unknown) => (typeof option === 'string' ? option : undefined)
  try {
    const config = findConfig(said(values.project), cwd, (problem) => {
      throw new Error(problem)
    })
    const home = said(values.home) === undefined ? join(dirname(config), '.meshwright') : resolve(cwd, said(values.home) as string)
    const { version, arch, execArgv, stdout, env } = process
    const asked = [args, cwd, version, arch, execArgv, stdout.isTTY === true, ...ALWAYS_READ.map((name) => env[name] ?? null)]
    const folder = join(home, 'cache')
    return { config, folder, texts: join(folder, 'modules'), path: join(folder, `answer-${hash(JSON.stringify(asked))}`) }
  } catch {
    return undefined // the command itself says what is wrong with the call
  }
}

/** What is read of the environment before or where reading can be seen. */
const ALWAYS_READ = ['NODE_OPTIONS', 'NODE_PATH', 'TZ', 'LANG', 'LC_ALL', 'TERM', 'NO_COLOR']

/** The kept answer, if nothing behind it has changed. */
function recall(question: Question): string | undefined {
  const kept = attempted(() => readFileSync(question.path))
  if (kept === undefined) return undefined
  const end = kept.indexOf('\n')
  const basis = attempted(() => JSON.parse(kept.toString('utf8', 0, end)) as Basis)
  if (basis === undefined || basis.config !== question.config) return undefined
  for (const [name, value] of Object.entries(basis.environment)) if (valueHash(process.env[name]) !== value) return undefined
  for (let at = 0; at < basis.files.length; at += 4) {
    const now = stamp(basis.files[at] as string)
    if (now.some((value, index) => value !== basis.files[at + 1 + index])) return undefined
  }
  return kept.toString('utf8', end + 1)
}

/**
 * Keeps an answer, unless something else than files and environment may be behind it, or a file changed since the process
 * began. What cannot be written is not kept: it is only a matter of speed.
 */
function remember(question: Question, answer: readonly string[], { loaded, sources }: Modules, environment: Environment): void {
  if (environment.whole()) return
  const paths = filesBehind(loaded, sources.reach)
  if (paths === undefined) return
  const began = performance.timeOrigin
  const files: (string | number)[] = []
  for (const path of paths) {
    const now = stamp(path)
    if (now[1] >= began || now[2] >= began) return
    files.push(path, ...now)
  }
  const read = Object.fromEntries([...environment.names()].map((name) => [name, valueHash(process.env[name])]))
  const basis: Basis = { config: question.config, environment: read, files }
  attempted(() => {
    const { folder } = question
    makeCacheFolder(folder)
    const draft = `${question.path}.${process.pid}`
    writeFileSync(draft, `${JSON.stringify(basis)}\n`, { mode: 0o600 })
    for (const piece of answer) appendFileSync(draft, piece)
    renameSync(draft, question.path)
    const answers = readdirSync(folder).filter((name) => name.startsWith('answer-'))
    const byAge = answers
      .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
      .toSorted((a, b) => b.at - a.at)
    for (const { path } of byAge.slice(KEPT)) rmSync(path, { force: true })
  })
}

/** Size, time of the last change of the content, and of anything else about the file; of one that is not there, no size. */
function stamp(path: string): readonly [number, number, number] {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined ? [-1, 0, 0] : [found.size, found.mtimeMs, found.ctimeMs]
}

function attempted<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)
const valueHash = (value: string | undefined): string => hash(value === undefined ? '' : `=${value}`)
