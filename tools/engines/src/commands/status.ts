import { readRecords } from '../server-record.ts'
import { serverState } from '../server-state.ts'
import { jsonText, type Command } from './command.ts'
import { shownServer } from './shown-server.ts'

export const status: Command = {
  name: 'status',
  summary: 'Says which servers run and whether they are ready. Exit code 1 when one that was named, or one that runs, is not.',
  withoutNames: 'all',
  options: {},
  optionHelp: {},
  examples: ['npx engines status', 'npx engines status airflow3 --json'],
  async run({ engines, named, json, surroundings, say, out }) {
    const seen: object[] = []
    let well = 0
    const running = new Set<string>()
    for (const record of await readRecords(surroundings)) {
      const engine = engines.find(({ name }) => name === record.engine)
      if (engine?.server === undefined) continue
      const { state, reasons } = await serverState(record, engine.server)
      running.add(record.engine)
      if (state === 'ready') well++
      seen.push({ engine: record.engine, state, reasons, ...shownServer(record) })
      const why = reasons.length > 0 ? `: ${reasons.join('; ')}` : ''
      const hint = state === 'broken' || state === 'ended' ? `  npx engines stop ${record.engine}` : ''
      const whose = record.owner === null ? '' : `  for process ${record.owner.pid}`
      if (!json) out(`${record.engine}  ${state}${why}  ${withoutPassword(record.facts['url'])}${whose}${hint}\n`)
    }
    const absent = named === 'some' ? engines.filter(({ name }) => !running.has(name)) : []
    if (json) out(jsonText(seen))
    for (const { name } of absent) say(`${name}: none runs; npx engines start ${name}`)
    if (!json && seen.length === 0 && absent.length === 0) say('nothing runs')
    return well === seen.length && absent.length === 0 ? 0 : 1
  },
}

/** The password stands in the answer of `start`, and in `status --json`. */
const withoutPassword = (url = '') => url.replace(/:[^:@/]*@/, ':***@')
