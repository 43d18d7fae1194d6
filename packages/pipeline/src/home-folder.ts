import { access, constants, mkdir } from 'node:fs/promises'
import { PipelineError } from './pipeline-error.ts'

/** Makes the folder when it is missing. Throws `home-unusable` when it cannot be made or written. */
export async function makeHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true })
    await access(home, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unusable(`the home folder ${home}`, error)
  }
}

/** What cannot be written in the home folder, why, and what to do. */
export function unusable(what: string, error: unknown): PipelineError {
  const { code, message } = error as NodeJS.ErrnoException
  const user = process.getuid?.()
  const why =
    code === 'EEXIST' || code === 'ENOTDIR'
      ? 'a file stands where a folder should be'
      : code === 'EACCES' || code === 'EPERM'
        ? `the user that runs this${user === undefined ? '' : ` (uid ${user})`} may not`
        : code === 'EROFS'
          ? 'its file system is read-only'
          : code === 'ENOSPC'
            ? 'there is no space left on the disk'
            : message
  return new PipelineError('home-unusable', `${what} cannot be written: ${why}. Mend that, or give another home with --home`, {
    cause: error,
  })
}
