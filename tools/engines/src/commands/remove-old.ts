import { oldFolders, removeOld } from '../old-folders.ts'
import { inWords, jsonText, megabytes, type Command } from './command.ts'

export const removeOldCommand: Command = {
  name: 'remove-old',
  summary:
    'Removes installations from the cache that are not what this checkout pins, or of another Python. What a server runs from stays. Another checkout that pins them installs them again.',
  withoutNames: 'all',
  options: {},
  optionHelp: {},
  examples: ['npx engines remove-old', 'npx engines remove-old airflow3'],
  async run({ kept, named, json, surroundings, say, out }) {
    const removed: object[] = []
    let failed = 0
    for (const old of await oldFolders(kept, surroundings)) {
      try {
        await removeOld(old, surroundings)
        removed.push(old)
        if (!json) out(`${old.name}  removed ${megabytes(old.bytes)}  ${old.path}\n`)
      } catch (error) {
        failed++
        say(`${old.path} could not be removed: ${inWords(error)}`)
      }
    }
    if (json) out(jsonText(removed))
    else if (removed.length === 0 && failed === 0)
      say(`nothing is old${named === 'some' ? ` of ${kept.map(({ name }) => name).join(', ')}` : ''}`)
    return failed === 0 ? 0 : 1
  },
}
