import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { watch as watchFolder, type FSWatcher, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openProject, type Call, type OpenedProject } from './command.ts'
import { nearPath } from './near-path.ts'
import { counted, duration } from './text-table.ts'

// Modules cannot be unloaded, so each run has a process of its own. The next one is started ahead, and waits with Meshwright loaded.
const WATCHED = 'MESHWRIGHT_WATCHED'
/** Editors write a file in several steps. */
const SETTLE_MS = 30

export const isWatched = (): boolean => process.env[WATCHED] !== undefined && process.send !== undefined

/** In the process of one run: waits for its turn, runs, and tells the files that the project came from. */
export async function runWatched(call: Call, run: (opened: OpenedProject) => Promise<number>): Promise<number> {
  const gone = () => process.exit(0)
  process.once('disconnect', gone)
  const before = new Set(call.modules?.loaded)
  await once(process, 'message')
  const data: string[] = []
  try {
    const opened = await openProject(call)
    for (const node of opened.project.nodes) if (node.made.by === 'stream') data.push(...((await node.made.stream.paths?.()) ?? []))
    return await run(opened)
  } finally {
    const modules = [...(call.modules?.loaded ?? [])].filter(
      (url) => !before.has(url) && url.startsWith('file:') && !url.includes('/node_modules/'),
    )
    process.off('disconnect', gone)
    process.send?.([...modules.map((url) => fileURLToPath(url)), ...data], () => process.disconnect())
  }
}

/** Runs, and runs again whenever the config, a module that it imports, or a file of data is saved. Ends with 0 when it is interrupted. */
export async function watchProject(call: Call): Promise<number> {
  const { terminal } = call
  const json = call.options['json'] === true
  const files = new SavedFiles()
  const stop = new AbortController()
  let running: ChildProcess | undefined
  const interrupt = (signal: NodeJS.Signals) => {
    stop.abort()
    // The interrupt key reaches the process of the run by itself.
    if (signal === 'SIGTERM') running?.kill('SIGTERM')
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  let next = startAhead(json)
  try {
    for (
      let saved: Saved | undefined = { path: undefined, at: performance.now() };
      saved !== undefined;
      saved = await files.saved(stop.signal)
    ) {
      if (saved.path !== undefined) terminal.err(`\n${terminal.paint('bold', nearPath(call.cwd, saved.path))} was saved\n`)
      files.remember()
      running = next
      const paths = await perform(running, json ? terminal.out : undefined)
      running = undefined
      files.watch(paths)
      if (stop.signal.aborted) break
      next = startAhead(json)
      terminal.err(
        ` ${terminal.paint('dim', `${duration(performance.now() - saved.at)} · watching ${counted(files.count, 'file')}; interrupt to end`)}\n`,
      )
    }
    return 0
  } finally {
    files.close()
    next.kill('SIGKILL')
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

function startAhead(json: boolean): ChildProcess {
  const [, script = '', ...args] = process.argv
  return fork(script, args, { env: { ...process.env, [WATCHED]: '1' }, stdio: ['ignore', json ? 'pipe' : 'inherit', 'inherit', 'ipc'] })
}

/** Lets a process run, and returns the files that it told. What it prints as one JSON document becomes one line. */
async function perform(child: ChildProcess, out: ((line: string) => void) | undefined): Promise<readonly string[]> {
  let paths: readonly string[] = []
  let printed = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text))
  child.on('message', (message) => {
    paths = message as readonly string[]
  })
  child.send('run', () => undefined)
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  if (printed !== '') out?.(`${JSON.stringify(JSON.parse(printed))}\n`)
  return paths
}

interface Saved {
  readonly path: string | undefined
  /** By the clock of `performance`, in milliseconds. */
  readonly at: number
}

/** Files that are watched for being saved, by their folders: an editor may put a new file in the place of the old one. */
class SavedFiles {
  readonly #stamps = new Map<string, string>()
  readonly #folders = new Map<string, FSWatcher>()
  #changed: () => void = () => undefined

  get count(): number {
    return this.#stamps.size
  }

  /** What is saved from now on is new. */
  remember(): void {
    for (const path of this.#stamps.keys()) this.#stamps.set(path, stamp(path))
  }

  /** Watches these too. None is forgotten: a broken save may hide what the project is made of. */
  watch(paths: readonly string[]): void {
    for (const path of paths) {
      if (!this.#stamps.has(path)) this.#stamps.set(path, stamp(path))
      this.#watchFolder(dirname(path))
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) this.#watchFolder(path)
    }
  }

  #watchFolder(folder: string): void {
    if (this.#folders.has(folder)) return
    try {
      const watcher = watchFolder(folder, (_event, name) => {
        if (name === null || this.#stamps.has(folder) || this.#stamps.has(join(folder, name))) this.#changed()
      })
      watcher.on('error', () => this.#folders.delete(folder))
      this.#folders.set(folder, watcher)
    } catch {
      // A folder that is not there: whatever makes it will come with a save of something else.
    }
  }

  /** Waits for a save; undefined once it is stopped. */
  async saved(stop: AbortSignal): Promise<Saved | undefined> {
    for (;;) {
      if (stop.aborted) return undefined
      const at = performance.now()
      const path = [...this.#stamps].find(([known, was]) => stamp(known) !== was)?.[0]
      if (path !== undefined) return { path, at: at - SETTLE_MS }
      await new Promise<void>((fulfil) => {
        let timer: NodeJS.Timeout | undefined
        const done = () => {
          stop.removeEventListener('abort', done)
          clearTimeout(timer)
          fulfil()
        }
        this.#changed = () => {
          clearTimeout(timer)
          timer = setTimeout(done, SETTLE_MS)
        }
        stop.addEventListener('abort', done)
        if (stop.aborted || [...this.#stamps].some(([known, was]) => stamp(known) !== was)) done()
      })
    }
  }

  close(): void {
    for (const watcher of this.#folders.values()) watcher.close()
  }
}

function stamp(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  return found === undefined ? '' : `${found.size} ${found.mtimeNs} ${found.ino}`
}
