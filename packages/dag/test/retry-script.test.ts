import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readRetryScript, retryScript, type RetriedCommand } from '../src/index.ts'

/** The shells that run it: that of GitHub ends at the first command that fails. */
const SHELLS: readonly (readonly [string, ...string[]])[] = [
  ['sh', '-c'],
  ['bash', '-e', '-c'],
]

const script = (sh: string, retries: number, more: Partial<RetriedCommand> = {}): RetriedCommand => ({
  command: ['sh', '-c', sh],
  retries: { count: retries, delaySeconds: 0, maxDelaySeconds: 0 },
  timeoutSeconds: null,
  ...more,
})

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'meshwright-retry-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** What it ends with, and what it says. `signal` is sent once it has said something. */
function run(
  [shell, ...flags]: readonly [string, ...string[]],
  command: RetriedCommand,
  cwd: string,
  { signal, env = process.env }: { readonly signal?: NodeJS.Signals; readonly env?: NodeJS.ProcessEnv } = {},
) {
  const child = spawn(shell, [...flags, retryScript(command)], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  let sent = false
  child.stdout.on('data', (text: Buffer) => {
    said.out += String(text)
    if (signal !== undefined && !sent) child.kill(signal)
    sent = true
  })
  child.stderr.on('data', (text: Buffer) => (said.err += String(text)))
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, ...said })),
  )
}

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('the script that tries a command again, by %s', (_, shell) => {
  test('tries until it succeeds, and tells the command which try it is', async () => {
    const failing = script('echo "$MESHWRIGHT_TRY" >> tries; [ "$MESHWRIGHT_TRY" -eq 3 ] || exit 7', 3)
    const home = folder()
    expect(await run(shell, failing, home)).toEqual({
      code: 0,
      out: '',
      err: 'exit 7; try 2 of 4 in 0 s\nexit 7; try 3 of 4 in 0 s\n',
    })
    expect(readFileSync(join(home, 'tries'), 'utf8')).toBe('1\n2\n3\n')
  })

  test('ends as the last try did, and at once where the call was wrong', async () => {
    expect(await run(shell, script('exit 7', 1), folder())).toEqual({ code: 7, out: '', err: 'exit 7; try 2 of 2 in 0 s\n' })
    expect(await run(shell, script('exit 2', 5), folder())).toEqual({ code: 2, out: '', err: '' })
    expect(await run(shell, script('exit 3', 0), folder())).toEqual({ code: 3, out: '', err: '' })
  })

  test('waits twice as long each time, up to a limit', async () => {
    const home = folder()
    writeFileSync(join(home, 'sleep'), '#!/bin/sh\necho "$1" >> slept\n', { mode: 0o755 })
    const failing = script('exit 1', 4, { retries: { count: 4, delaySeconds: 0.5, maxDelaySeconds: 2.5 } })
    const env = { ...process.env, PATH: `${home}:${process.env['PATH']}` }
    expect((await run(shell, failing, home, { env })).err).toContain('exit 1; try 4 of 5 in 3 s\n')
    expect(readFileSync(join(home, 'slept'), 'utf8')).toBe('1\n2\n3\n3\n')
  })

  test('gives each try its time', async () => {
    for (const count of [0, 1]) {
      const { code, err } = await run(shell, script('exec sleep 30', count, { timeoutSeconds: 0.2 }), folder())
      expect([code, err]).toEqual([124, count === 0 ? '' : 'exit 124; try 2 of 2 in 0 s\n'])
    }
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('hands %s to the command, and waits for its end', async (signal) => {
    const home = folder()
    // It naps, as a child of it that is stopped the moment it was made may not notice.
    const tidy = script(`trap 'echo tidied > tidied; exit 0' TERM; echo ready; while :; do sleep 0.1; done`, 3)
    const { code, err } = await run(shell, tidy, home, { signal })
    expect([code, err]).toEqual([143, ''])
    expect(readFileSync(join(home, 'tidied'), 'utf8')).toBe('tidied\n')
  })
})

test('is read back; another script is none', () => {
  for (const timeoutSeconds of [null, 5])
    for (const count of [0, 2]) {
      const retries = count === 0 ? { count, delaySeconds: 0, maxDelaySeconds: 0 } : { count, delaySeconds: 3, maxDelaySeconds: 60 }
      const command = { command: ['npx', 'meshwright', `it's\n&`], retries, timeoutSeconds }
      expect(readRetryScript(retryScript(command))).toEqual(command)
    }
  expect(readRetryScript('echo hello\n')).toBeUndefined()
})
