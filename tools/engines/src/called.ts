import { spawn } from 'node:child_process'

export interface CallOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Default 300,000; past it, the call is ended, and its code is null. */
  readonly limitMs?: number
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Calls a program; a failure is a code, not an exception. */
export function called(program: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd: string, limitMs: number): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', fail).on('close', (code) => done({ code, stdout, stderr }))
  })
}
