import { access, constants } from 'node:fs/promises'
import { makeFolder } from './make-folder.ts'
import { PipelineError } from './pipeline-error.ts'

/** Makes the folder when it is missing. Throws `home-unusable` when it cannot be made or written. */
export async function makeHome(home: string): Promise<void> {
  try {
    makeFolder(home)
    await access(home, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unusable(`the home folder ${home}`, error)
  }
}

/** What cannot be written in the home folder, why, and what to do. */
export function unusable(what: string, error: unknown, done: 'written' | 'read' = 'written'): PipelineError {
  return new PipelineError(
    'home-unusable',
    `${what} cannot be ${done}: ${whyUnwritable(error)}. Mend that, or give another home with --home`,
    { cause: error },
  )
}

const WHY: Readonly<Record<string, string>> = {
  EEXIST: 'a file stands where a folder should be',
  ENOTDIR: 'a file stands where a folder should be',
  EISDIR: 'a folder stands where a file should be',
  ENOENT: 'nothing can be made in that folder',
  EROFS: 'its file system is read-only',
  ENOSPC: 'there is no space left on the disk',
}

/** Why the system lets nobody write, in words. */
export function whyUnwritable(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  const user = process.getuid?.()
  if (code === 'EACCES' || code === 'EPERM') return `the user that runs this${user === undefined ? '' : ` (uid ${user})`} may not`
  return WHY[code] ?? message
}
