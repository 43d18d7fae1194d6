import { withoutPasswords } from '@meshwright/contracts'
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { PipelineError } from './pipeline-error.ts'

export interface CommandOptions {
  /** The folder in which it runs. */
  readonly directory: string
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>
  /** Aborted to end it: SIGTERM, and SIGKILL where it goes on for longer than `graceSeconds`. */
  readonly signal: AbortSignal
  /** Default 10. */
  readonly graceSeconds?: number
  /** Told each line that it writes, passwords in addresses taken out. */
  onLine(line: string, stream: 'stdout' | 'stderr'): void
}

/** How many lines of what a failed command wrote last its error shows. */
const SHOWN_LINES = 5

/**
 * Runs a program; no shell reads its words, and it gets no input. Settles when it has ended and all its lines are told. Throws a
 * PipelineError `command-failed` when it ends with another code than 0, by a signal, or since it was told to, or cannot be started.
 */
export async function runCommand(name: string, argv: readonly string[], options: CommandOptions): Promise<void> {
  const [program, ...args] = argv as [string, ...string[]]
  /** The end of what it wrote. */
  const last: Readonly<Record<'stdout' | 'stderr', string[]>> = { stdout: [], stderr: [] }
  const child = spawn(program, args, {
    cwd: options.directory,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: the interrupt key of a terminal lets what runs finish, and an end reaches what it has started itself.
    detached: process.platform !== 'win32',
  })
  const told = (['stdout', 'stderr'] as const).map((stream) =>
    eachLine(child[stream], (text) => {
      const line = withoutPasswords(text)
      last[stream].push(line)
      if (last[stream].length > SHOWN_LINES) last[stream].shift()
      options.onLine(line, stream)
    }),
  )
  let kill: NodeJS.Timeout | undefined
  let brokenOff = false
  const left = Promise.withResolvers<undefined>()
  const end = () => {
    brokenOff = child.exitCode === null && child.signalCode === null
    signalGroup(child, 'SIGTERM')
    kill = setTimeout(
      () => {
        signalGroup(child, 'SIGKILL')
        // What it has started in a session of its own may hold them open.
        for (const stream of [child.stdout, child.stderr]) stream.destroy()
        left.resolve(undefined)
      },
      (options.graceSeconds ?? 10) * 1000,
    )
  }
  if (options.signal.aborted) end()
  else options.signal.addEventListener('abort', end, { once: true })
  try {
    const ended = await new Promise<string | undefined>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) =>
        resolve(
          signal !== null ? `was ended by ${signal}` : code !== 0 ? `ended with ${String(code)}` : brokenOff ? 'was broken off' : undefined,
        ),
      )
    })
    await Promise.race([Promise.all(told), left.promise])
    const shown = last.stderr.length > 0 ? last.stderr : last.stdout
    if (ended !== undefined)
      throw new PipelineError(
        'command-failed',
        [`command ${name} ${ended}${shown.length ? '; the last that it wrote:' : ''}`, ...shown.map((line) => `    ${line}`)].join('\n'),
        { retryable: true },
      )
  } catch (error) {
    if (error instanceof PipelineError) throw error
    throw new PipelineError('command-failed', `command ${name}: ${cannotStart(program, options.directory, error)}`, { cause: error })
  } finally {
    clearTimeout(kill)
    options.signal.removeEventListener('abort', end)
  }
}

async function eachLine(stream: Readable, told: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) told(line)
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
  } catch (error) {
    // It has ended already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function cannotStart(program: string, directory: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ENOENT'
    ? `there is no program "${program}" to be found from ${directory}`
    : code === 'EACCES'
      ? `"${program}" may not be executed`
      : `"${program}" cannot be started: ${message}`
}
