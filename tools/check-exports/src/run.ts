import { execFile } from 'node:child_process'

export interface Ran {
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end. Rejects with what it printed when it could not start or ended with another code than 0. */
export function run(program: string, args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new Error([`${program} ${args.join(' ')}`, stdout, stderr].join('\n').trim(), { cause: error }))
      else resolve({ stdout, stderr })
    })
  })
}
