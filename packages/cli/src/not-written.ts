import { whyUnwritable } from '@meshwright/pipeline'
import { CliError } from './cli-error.ts'

/** Writes files; what fails is told as CliError `not-written`, with its path, the reason and what to do. */
export function writing(todo: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    const { path, syscall } = error as NodeJS.ErrnoException
    if (path === undefined || syscall === undefined) throw error
    throw new CliError('not-written', `${path} cannot be written: ${whyUnwritable(error)}. ${todo}`, { cause: error })
  }
}
