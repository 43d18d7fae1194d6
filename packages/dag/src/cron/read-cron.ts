import type { EmittedGraph } from '../emitted-graph.ts'
import { foundGraph } from '../found-graph.ts'
import { shellArguments } from '../shell-words.ts'

/** What a crontab that was emitted says. */
export function readCron(crontab: string): EmittedGraph {
  const [, timeZone = '', cron = '', line = ''] =
    /\nCRON_TZ=([^\n]*)\n((?:\S+ ){4}\S+) cd [^\n]* flock -n \S+ ([^\n]*)\n$/.exec(crontab) ?? []
  const words = shellArguments(line.replaceAll('\\%', '%'))
  const limited = words[0] === 'timeout'
  return foundGraph(
    [{ name: '', after: [], command: limited ? words.slice(4) : words, timeoutSeconds: limited ? Number(words[3]) : null }],
    {
      schedule: { cron, timeZone, start: null, catchUp: null },
    },
  )
}
