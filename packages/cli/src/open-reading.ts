import { openStore } from '@meshwright/pipeline'
import type { Store } from '@meshwright/sql'
import { CliError } from './cli-error.ts'
import { text, type Call, type OpenedProject } from './command.ts'

/** The option of every command that opens the warehouse, which another process may hold. */
export const WAIT_OPTION = { wait: { type: 'string' } } as const
export const WAIT_HELP = { wait: 'seconds to wait for another process that holds the warehouse (default: 60)' } as const

/** What `--wait` says, in seconds. */
export function waitSeconds(call: Call): number {
  const given = text(call.options['wait'])
  if (given === undefined) return 60
  if (!/^\d+(\.\d+)?$/.test(given)) throw new CliError('usage', `--wait: "${given}" is not a number of seconds; write --wait 60`)
  return Number(given)
}

/** The warehouse of a project, to read from it. Says on `err` for whom it waits. */
export async function openReading(call: Call, { project, home }: OpenedProject): Promise<Store> {
  return openStore(
    project,
    {
      home,
      waitSeconds: waitSeconds(call),
      onProgress: (progress) => progress.event === 'note' && call.terminal.err(`${progress.message}\n`),
    },
    'read',
  )
}
