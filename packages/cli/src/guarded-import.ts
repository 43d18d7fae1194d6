import { pathToFileURL } from 'node:url'

const SLOW_MS = 10_000
/** What Node ends with when everything that is left to do is a top-level await that nothing will settle. */
const NEVER_SETTLES = 13

/**
 * Imports a person's module. Rejects also with what it throws later, in a timer or a promise that nobody awaits, as long as it is being
 * loaded. `say` is told when it takes long, and when it ends the process, which can then no longer be refused.
 */
export async function guardedImport(path: string, shown: string, say: (text: string) => void): Promise<Record<string, unknown>> {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  const ended = (code: number) => {
    process.exitCode = 2
    say(
      code === NEVER_SETTLES
        ? `error ${shown}: the project cannot be loaded: a top-level await in it, or in a file that it imports, waits for something that never comes\n`
        : `error ${shown}: the project cannot be loaded: it, or a file that it imports, ended the process (process.exit); export the project and leave running it to the command\n`,
    )
  }
  const slow = setTimeout(
    () => say(`${shown} is still being loaded; what does it, or a file that it imports, wait for? Interrupt to stop.\n`),
    SLOW_MS,
  ).unref()
  process.on('uncaughtException', reject)
  process.on('exit', ended)
  try {
    return await Promise.race([import(pathToFileURL(path).href) as Promise<Record<string, unknown>>, failed])
  } finally {
    clearTimeout(slow)
    process.off('uncaughtException', reject)
    process.off('exit', ended)
  }
}
