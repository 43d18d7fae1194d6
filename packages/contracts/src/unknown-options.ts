import { didYouMean } from './nearest-name.ts'

/**
 * A problem for each name in what a person wrote that means nothing there. The compiler refuses most of them, but a project runs
 * without having been compiled, and `keys: ['id']` would be a table without a key.
 */
export const unknownOptions = (given: object, known: Readonly<Record<string, true>>): string[] =>
  Object.keys(given)
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => `there is no option "${name}"${didYouMean(name, Object.keys(known))}`)
