import { main } from '@meshwright/cli'
import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { roleOf, type CodeBlock } from './code-block.ts'
import { renewModules } from './fresh-modules.ts'
import { ROOT, slugOf, type Page } from './pages.ts'
import { readCommands, type ShellCommand } from './shell-command.ts'
import { shownOutput } from './same-output.ts'

/** What running a block came to. */
export interface BlockRun {
  readonly number: number
  /** What it printed, as a page may show it. */
  readonly printed: string
  /** Why it is not what it says, or undefined. */
  readonly problem: string | undefined
  readonly milliseconds: number
}

/** Runs the blocks of a page one after another in a project folder of its own below `work`. */
export async function runPage(page: Page, work: string): Promise<BlockRun[]> {
  const folder = join(work, slugOf(page))
  const home = join(work, `${slugOf(page)}.home`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  if (page.copyOf !== undefined)
    cpSync(join(ROOT, page.copyOf), folder, { recursive: true, filter: (path) => !/\/(\.meshwright|node_modules|test)$/.test(path) })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  process.chdir(folder)
  const runs: BlockRun[] = []
  for (const block of page.blocks) {
    const began = performance.now()
    let printed = ''
    let problem: string | undefined
    try {
      const ran = await runBlock(block, folder, home)
      printed = ran.printed
      const wanted = Number(block.options['exit'] ?? 0)
      if (ran.exit !== wanted) problem = `it ended with exit code ${ran.exit}, not ${wanted}:\n${printed}`
    } catch (error) {
      problem = error instanceof Error ? (error.stack ?? error.message) : String(error)
    }
    runs.push({ number: block.number, printed: shownOutput(printed, [home, folder]), problem, milliseconds: performance.now() - began })
  }
  return runs
}

interface Ran {
  readonly printed: string
  readonly exit: number
}

/** The file that a module block without a name is run from. */
export const moduleFile = (block: CodeBlock): string => `block-${block.number}.ts`

async function runBlock(block: CodeBlock, folder: string, home: string): Promise<Ran> {
  switch (roleOf(block)) {
    case 'file': {
      const path = join(folder, String(block.options['file']))
      mkdirSync(dirname(path), { recursive: true })
      if (block.options['append'] === undefined) writeFileSync(path, block.text)
      else appendFileSync(path, block.text)
      return { printed: '', exit: 0 }
    }
    case 'module': {
      const path = join(folder, moduleFile(block))
      writeFileSync(path, block.text)
      return captured(async () => {
        renewModules()
        await import(pathToFileURL(path).href)
        return 0
      })
    }
    case 'shell': {
      let printed = ''
      const commands = readCommands(block.text)
      for (const [index, command] of commands.entries()) {
        const ran = await runCommand(command, block.options['in'] === 'root' ? 'root' : folder, home)
        printed += ran.printed
        if (ran.exit !== 0 || index === commands.length - 1) return { printed, exit: ran.exit }
      }
      return { printed, exit: 0 }
    }
    default:
      return { printed: '', exit: 0 }
  }
}

/** `root`: in the root of the repository, in the home that `npm start` of this page has filled. */
async function runCommand(command: ShellCommand, folder: string, home: string): Promise<Ran> {
  // The doctor looks at the process it runs in, so it gets one of its own.
  if (command.kind === 'meshwright' && command.args[0] === 'doctor')
    return executed(process.execPath, [join(ROOT, 'packages/cli/bin/meshwright.js'), ...command.args], folder)
  if (command.kind === 'meshwright') {
    renewModules()
    let printed = ''
    let data = ''
    const plain = (_style: string, text: string) => text
    const both = (text: string) => void (printed += text)
    const terminal = {
      out: command.into === undefined ? both : (text: string) => void (data += text),
      err: both,
      live: false,
      size: () => ({ columns: 120, rows: 24 }),
      columns: 120,
      paint: plain,
      paintOut: plain,
    }
    const before = { ...process.env }
    Object.assign(process.env, command.env)
    const exit =
      folder === 'root' ? await main([...command.args, '--home', home], terminal, ROOT) : await main(command.args, terminal, folder)
    for (const name of Object.keys(command.env)) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
    if (command.into !== undefined) writeFileSync(join(folder, command.into), data)
    return { printed, exit }
  }
  if (command.kind === 'npm') {
    const start = ['--conditions=@meshwright/source', '--disable-warning=ExperimentalWarning', 'apps/django-apparel/src/start.ts']
    return executed(process.execPath, [...start, ...command.args, ...(command.args.includes('--home') ? [] : ['--home', home])], ROOT)
  }
  return executed('bash', ['-ec', command.text], folder === 'root' ? ROOT : folder)
}

function executed(program: string, args: readonly string[], cwd: string): Ran {
  const joined = spawnSync('bash', ['-c', 'exec "$@" 2>&1', 'bash', program, ...args], { cwd, encoding: 'utf8', timeout: 60_000 })
  return { printed: joined.stdout, exit: joined.status ?? 1 }
}

/** What is written to the console meanwhile. */
async function captured(action: () => Promise<number>): Promise<Ran> {
  let printed = ''
  const kept = [process.stdout, process.stderr].map((stream) => [stream, stream.write] as const)
  for (const [stream] of kept)
    stream.write = ((chunk: string | Uint8Array) => {
      printed += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
      return true
    }) as typeof stream.write
  try {
    const exit = await action()
    return { exit, printed }
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.stack : String(error)}\n${printed}`, { cause: error })
  } finally {
    for (const [stream, write] of kept) stream.write = write
  }
}
