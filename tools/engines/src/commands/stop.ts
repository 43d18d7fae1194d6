import { GRACE_MS } from '../server-processes.ts'
import { readRecords, type ServerRecord } from '../server-record.ts'
import { isLeft, stopServer } from '../stop-server.ts'
import { inWords, jsonText, UsageError, type Command } from './command.ts'

export const stop: Command = {
  name: 'stop',
  summary: 'Stops servers with everything that belongs to them, and removes their folders. Without names: all that `start` started.',
  withoutNames: 'all',
  options: { id: { type: 'string' }, grace: { type: 'string' } },
  optionHelp: {
    id: 'the server with this id alone, also one that a test started',
    grace: `seconds that it has to end by itself before it is killed (default: ${GRACE_MS / 1000})`,
  },
  examples: ['npx engines stop', 'npx engines stop airflow3', 'npx engines stop --grace 0'],
  async run({ engines, named, options, json, surroundings, say, out }) {
    const names = engines.map(({ name }) => name)
    const { id, grace } = options
    if (grace !== undefined && !/^\d{1,4}$/.test(String(grace)))
      throw new UsageError(`--grace: "${String(grace)}" is no number of seconds; write --grace 5`)
    const graceMs = grace === undefined ? GRACE_MS : 1000 * Number(grace)
    const meant = (record: ServerRecord) =>
      id === undefined ? names.includes(record.engine) && (record.owner === null || isLeft(record)) : record.id === id
    const stopped: object[] = []
    let failed = 0
    for (const record of (await readRecords(surroundings)).filter(meant)) {
      try {
        await stopServer(record, surroundings, graceMs)
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
