import { foundEngine, installed } from '../installed.ts'
import { inWords, jsonText, type Command } from './command.ts'

export const install: Command = {
  name: 'install',
  summary: 'Finds engines, or installs them in their pinned versions into the cache, and looks whether each answers.',
  withoutNames: 'all',
  options: {},
  optionHelp: {},
  examples: ['npx engines install', 'npx engines install airflow3 dagster', 'npx engines install airflow2 --json'],
  async run({ engines, json, surroundings, say, out }) {
    const found: object[] = []
    for (const engine of engines) {
      const began = performance.now()
      try {
        const was = await foundEngine(engine, surroundings)
        if (was === undefined) say(`${engine.name}: not here, installing it`)
        const { name, version, path, variable } = was ?? (await installed(engine, surroundings))
        const seconds = Number(((performance.now() - began) / 1000).toFixed(1))
        found.push({ engine: name, version, path, variable, state: was === undefined ? 'installed' : 'was here', seconds })
        if (!json)
          out(`${name}  ${was === undefined ? `installed in ${seconds} s` : 'is here'}  ${version}\n${' '.repeat(name.length)}  ${path}\n`)
      } catch (error) {
        say(`${engine.name} is missing: ${inWords(error)}`)
      }
    }
    if (json) out(jsonText(found))
    return found.length === engines.length ? 0 : 1
  },
}
