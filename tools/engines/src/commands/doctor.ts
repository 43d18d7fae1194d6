import { foundEngine } from '../installed.ts'
import { READS_PROCESSES } from '../process-table.ts'
import { readRecords } from '../server-record.ts'
import { isLeft } from '../stop-server.ts'
import { oldFolders } from '../old-folders.ts'
import type { Engine } from '../engine.ts'
import type { Surroundings } from '../surroundings.ts'
import { inWords, jsonText, megabytes, type Command } from './command.ts'

interface Finding {
  readonly engine: string
  /** `missing`: something has to be done first; `not installed`: `install` would do. */
  readonly state: 'here' | 'not installed' | 'missing'
  readonly version?: string
  readonly path?: string
  /** What to do, in sentences. */
  readonly todo: readonly string[]
}

export const doctor: Command = {
  name: 'doctor',
  summary:
    'Says which engines are here, what the others need, and what to do. Installs nothing. Exit code 1 when something has to be done by hand.',
  withoutNames: 'all',
  options: {},
  optionHelp: {},
  examples: ['npx engines doctor', 'npx engines doctor airflow3 --json'],
  async run({ engines, kept, json, surroundings, out }) {
    const findings: Finding[] = []
    for (const engine of engines) findings.push(await finding(engine, surroundings))
    const left = READS_PROCESSES ? (await readRecords(surroundings)).filter(isLeft) : []
    if (json) out(jsonText(findings))
    else {
      for (const { engine, state, version, path, todo } of findings)
        out(
          `${engine.padEnd(12)}${state === 'here' ? `${version}\n${' '.repeat(12)}${path}` : [state, ...todo].join(`\n${' '.repeat(12)}`)}\n`,
        )
      out(`cache       ${surroundings.cache}\n`)
      if (!READS_PROCESSES) out('servers     cannot be started here: Linux only\n')
      for (const { path, bytes } of await oldFolders(kept, surroundings))
        out(`old         ${path}, ${megabytes(bytes)}, is not what is pinned: npx engines remove-old\n`)
      for (const { engine, id } of left) out(`left        of ${engine} (${id}), which ended by itself: npx engines stop ${engine}\n`)
    }
    return findings.some(({ state }) => state === 'missing') ? 1 : 0
  },
}

async function finding(engine: Engine, surroundings: Surroundings): Promise<Finding> {
  const { name } = engine
  try {
    const found = await foundEngine(engine, surroundings)
    if (found !== undefined) return { engine: name, state: 'here', version: found.version, path: found.path, todo: [] }
  } catch (error) {
    return { engine: name, state: 'missing', todo: [inWords(error)] }
  }
  const missing = await Promise.all(engine.needs.map((need) => need.missing(surroundings)))
  const todo = missing.filter((words) => words !== undefined)
  return todo.length > 0
    ? { engine: name, state: 'missing', todo }
    : { engine: name, state: 'not installed', todo: [`npx engines install ${name}`] }
}
