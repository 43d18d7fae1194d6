import { pathToFileURL } from 'node:url'

const SLOW_MS = 10_000

/**
 * Imports a person's module. Rejects also with what it throws later, in a timer or a promise that nobody awaits, as long as it is being
 * loaded; where it would end the process; and where it waits for something that never comes. `say` is told when it takes long.
 */
export async function guardedImport(path: string, shown: string, say: (text: string) => void): Promise<Record<string, unknown>> {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  const { exit } = process
  process.exit = () => {
    const error = new Error('process.exit is called, which ends the process; export the project and leave running it to the command')
    reject(error)
    throw error
  }
  // Everything has been done, and the import has not come back.
  const starved = () => reject(new Error('a top-level await in it, or in a file that it imports, waits for something that never comes'))
  const slow = setTimeout(
    () => say(`${shown} is still being loaded; what does it, or a file that it imports, wait for? Interrupt to stop.\n`),
    SLOW_MS,
  ).unref()
  process.on('uncaughtException', reject)
  process.on('beforeExit', starved)
  try {
    return await Promise.race([import(pathToFileURL(path).href) as Promise<Record<string, unknown>>, failed])
  } finally {
    clearTimeout(slow)
    process.exit = exit
    process.off('uncaughtException', reject)
    process.off('beforeExit', starved)
  }
}
