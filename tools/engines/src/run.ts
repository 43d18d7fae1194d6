import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const executed = promisify(execFile)

/** What a program prints. Rejects with its name, arguments and words when it fails. */
export async function run(
  program: string,
  args: readonly string[],
  limitMs: number,
  environment: NodeJS.ProcessEnv = process.env,
  as: { readonly uid?: number; readonly gid?: number } = {},
): Promise<string> {
  try {
    const { stdout } = await executed(program, args, {
      encoding: 'utf8',
      timeout: limitMs,
      maxBuffer: 16 * 1024 * 1024,
      env: environment,
      ...as,
    })
    return stdout.trim()
  } catch (cause) {
    const words = cause instanceof Error ? cause.message.trim() : String(cause)
    throw new Error(`${program} ${args.join(' ')}: ${words.slice(-2000)}`, { cause })
  }
}
