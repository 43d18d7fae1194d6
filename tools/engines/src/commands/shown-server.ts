import { join } from 'node:path'
import type { ServerRecord } from '../server-record.ts'

/** What is said of a server as JSON, to the user whose it is: where it is, and what opens it. */
export const shownServer = ({ id, version, startedAt, folder, code, processes, facts }: ServerRecord) => ({
  ...facts,
  id,
  version,
  startedAt,
  folder,
  output: join(folder, 'output'),
  ...(code === null ? {} : { code }),
  processes: processes.map(({ name, pid }) => ({ name, pid })),
})
