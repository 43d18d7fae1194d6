import { readRecords, type ServerRecord } from '../server-record.ts'
import { isLeft, stopServer } from '../stop-server.ts'
import { inWords, jsonText, type Command } from './command.ts'

export const stop: Command = {
  name: 'stop',
  summary: 'Stops servers with everything that belongs to them, and removes their folders. Without names: all that `start` started.',
  withoutNames: 'all',
  options: { id: { type: 'string' } },
  optionHelp: { id: 'the server with this id alone, also one that a test started' },
  examples: ['npx engines stop', 'npx engines stop airflow3'],
  async run({ engines, named, options, json, surroundings, say, out }) {
    const names = engines.map(({ name }) => name)
    const { id } = options
    const meant = (record: ServerRecord) =>
      id === undefined ? names.includes(record.engine) && (record.owner === null || isLeft(record)) : record.id === id
    const stopped: object[] = []
    let failed = 0
    for (const record of (await readRecords(surroundings)).filter(meant)) {
      try {
        await stopServer(record, surroundings)
        stopped.push({ engine: record.engine, id: record.id })
        if (!json) out(`${record.engine}  stopped\n`)
      } catch (error) {
        failed++
        say(`${record.engine} (${record.id}) could not be stopped: ${inWords(error)}`)
      }
    }
    if (json) out(jsonText(stopped))
    else if (stopped.length === 0 && failed === 0) say(named === 'some' ? `nothing of ${names.join(', ')} runs` : 'nothing runs')
    return failed === 0 ? 0 : 1
  },
}
