import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Engine } from '../engine.ts'
import { exclusive } from '../exclusive.ts'
import { READS_PROCESSES } from '../process-table.ts'
import { readRecords, type ServerRecord } from '../server-record.ts'
import { serverState } from '../server-state.ts'
import { startServer } from '../start-server.ts'
import { removeLeft, stopServer } from '../stop-server.ts'
import { inWords, jsonText, UsageError, type Call, type Command } from './command.ts'
import { shownServer } from './shown-server.ts'

export const start: Command = {
  name: 'start',
  summary:
    'Starts servers, each in a temporary folder and on free ports, and waits until they are ready. They stay until they are stopped.',
  withoutNames: 'refuses',
  options: { code: { type: 'string' } },
  optionHelp: {
    code: 'files of yours that it runs where they are: a folder of DAG files (airflow2, airflow3), a Python file of definitions (dagster)',
  },
  examples: [
    'npx engines start airflow3 --code apps/django-apparel/schedules/airflow',
    'npx engines start airflow2 airflow3 dagster --json',
    'psql "$(npx engines start postgres --json | jq -r \'.[0].url\')"',
  ],
  async run(call) {
    const { engines, options, json, surroundings, say, out } = call
    const code = typeof options['code'] === 'string' ? resolve(options['code']) : undefined
    if (code !== undefined && !existsSync(code)) throw new UsageError(`--code: there is no ${code}`)
    for (const { name, server } of engines)
      if (code !== undefined && server !== undefined && server.code === undefined)
        throw new UsageError(`--code: ${name} runs no files of yours`)
    if (READS_PROCESSES)
      for (const left of await removeLeft(surroundings)) say(`${left.engine}: removed what was left of one that ended by itself`)
    const started: object[] = []
    for (const engine of engines) {
      try {
        const began = performance.now()
        const { record, word } = await exclusive(
          join(surroundings.cache, 'servers', `${engine.name}.lock`),
          () => say(`${engine.name}: another process is starting it; waiting`),
          () => startOrFind(engine, code, call),
        )
        const took = word === 'started' ? `ready in ${((performance.now() - began) / 1000).toFixed(1)} s` : 'runs already'
        started.push({ engine: engine.name, state: word, ...shownServer(record) })
        if (!json) out(startedText(record, took))
      } catch (error) {
        if (error instanceof UsageError) throw error
        say(inWords(error))
        if (call.signal.aborted) break
      }
    }
    if (json) out(jsonText(started))
    return started.length === engines.length ? 0 : 1
  },
}

/** One server of each engine stays; another would only be in its way. */
async function startOrFind(engine: Engine, code: string | undefined, { surroundings, say, signal }: Call) {
  const there = (await readRecords(surroundings)).find((record) => record.engine === engine.name && record.owner === null)
  if (there !== undefined && engine.server !== undefined) {
    const { state, reasons } = await serverState(there, engine.server)
    if (state === 'ready') {
      if (there.code !== (code ?? null)) throw new Error(otherCode(there))
      return { record: there, word: 'runs already' as const }
    }
    say(`${engine.name}: one is there and not well (${reasons.join('; ')}): it is stopped, and another started`)
    await stopServer(there, surroundings)
  }
  const { id } = await startServer(engine, { code, until: 'itself', signal }, surroundings)
  const record = (await readRecords(surroundings)).find((one) => one.id === id)
  if (record === undefined) throw new Error(`${engine.name} was stopped by another process as it was ready`)
  return { record, word: 'started' as const }
}

const otherCode = ({ engine, code }: ServerRecord) =>
  `${engine} runs already, ${code === null ? 'without files of yours' : `with ${code}`}: npx engines stop ${engine}, then start it again`

function startedText({ engine, folder, facts }: ServerRecord, took: string): string {
  const rows = [
    ...Object.entries(facts).filter(([name]) => name !== 'url'),
    ['output', join(folder, 'output')],
    ['stop', `npx engines stop ${engine}`],
  ]
  return [`${engine}  ${took}  ${facts['url'] ?? ''}`, ...rows.map(([name = '', value]) => `  ${name.padEnd(13)}${value}`), ''].join('\n')
}
