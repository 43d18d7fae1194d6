import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PipelineError, runCommand, type CommandOptions } from '../src/index.ts'

let directory: string
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'meshwright-command-')))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

async function run(argv: readonly string[], options: Partial<CommandOptions> = {}) {
  const lines: string[] = []
  const error = await runCommand('notify', argv, {
    directory,
    signal: new AbortController().signal,
    onLine: (line, stream) => lines.push(`${stream} ${line}`),
    ...options,
  }).then(
    () => undefined,
    (reason: unknown) => reason as PipelineError,
  )
  return { lines, error }
}
const script = (text: string) => {
  writeFileSync(join(directory, 'script.mjs'), text)
  return [process.execPath, 'script.mjs']
}

describe('a command', () => {
  it('is run without a shell, in its folder, with what it is told; its lines are told, without passwords', async () => {
    const words = script(
      "console.log(process.cwd()); console.log(process.argv.slice(2).join('|')); console.error(process.env.TOLD); process.stdout.write('postgres://me:hidden@host/db')",
    )
    const { lines, error } = await run([...words, '$HOME; exit 3', '*', 'a "b"'], { environment: { TOLD: 'told' } })
    expect(error).toBeUndefined()
    expect(lines.toSorted()).toEqual(
      [`stdout ${directory}`, 'stdout $HOME; exit 3|*|a "b"', 'stderr told', 'stdout postgres://me:[secret]@host/db'].toSorted(),
    )
  })

  it('fails with what it wrote last when it ends with another code', async () => {
    const { error } = await run(script("for (let n = 1; n < 9; n++) console.error('line ' + n); process.exitCode = 3"))
    expect(error).toMatchObject({ code: 'command-failed', retryable: true })
    expect(error?.message).toBe(
      'command notify ended with 3; the last that it wrote:\n    line 4\n    line 5\n    line 6\n    line 7\n    line 8',
    )
  })

  it('fails with the last that it wrote on stdout, where it said nothing on stderr', async () => {
    const { error } = await run(script("for (let n = 1; n < 9; n++) console.log('line ' + n); process.exitCode = 3"))
    expect(error?.message).toBe(
      'command notify ended with 3; the last that it wrote:\n    line 4\n    line 5\n    line 6\n    line 7\n    line 8',
    )
    const both = await run(script("console.log('begun'); console.error('no such host'); process.exitCode = 1"))
    expect(both.error?.message).toBe('command notify ended with 1; the last that it wrote:\n    no such host')
  })

  it('says what cannot be started', async () => {
    const { error } = await run(['no-such-program'])
    expect(error).toMatchObject({ code: 'command-failed', retryable: false })
    expect(error?.message).toBe(`command notify: there is no program "no-such-program" to be found from ${directory}`)
  })

  it('ends when the run is cancelled, with all that it has started, and is killed when it goes on', async () => {
    const stop = new AbortController()
    const stubborn = script(`
      import { spawn } from 'node:child_process'
      process.on('SIGTERM', () => {})
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      console.log(child.pid)
      setInterval(() => {}, 1000)`)
    let inner = 0
    const { error } = await run(stubborn, {
      signal: stop.signal,
      graceSeconds: 0.3,
      onLine: (line) => {
        inner = Number(line)
        stop.abort()
      },
    })
    expect(error?.message).toMatch(/^command notify was ended by SIGKILL/)
    expect(() => process.kill(inner, 0)).toThrow('ESRCH')
  })

  it('has not done its work when it ends as it is told to, whatever its code', async () => {
    const stop = new AbortController()
    const obedient = script("process.on('SIGTERM', () => process.exit(0)); console.log('ready'); setInterval(() => {}, 1000)")
    const { error } = await run(obedient, { signal: stop.signal, onLine: () => stop.abort() })
    expect(error?.message).toMatch(/^command notify was broken off/)
  })

  const windows = process.platform === 'win32'
  it.skipIf(windows)(
    `is not waited for when what it has started in a session of its own holds its output${windows ? ' (skipped: Windows has no sessions of processes)' : ''}`,
    async () => {
      const stop = new AbortController()
      const starting = script(`
      import { spawn } from 'node:child_process'
      console.log(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'inherit' }).pid)
      setInterval(() => {}, 1000)`)
      let daemon = 0
      try {
        const { error } = await run(starting, {
          signal: stop.signal,
          graceSeconds: 0.3,
          onLine: (line) => {
            daemon = Number(line)
            stop.abort()
          },
        })
        expect(error?.message).toMatch(/^command notify was ended by SIGTERM/)
      } finally {
        process.kill(daemon, 'SIGKILL')
      }
    },
  )
})
