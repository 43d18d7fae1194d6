import { startPostgres } from '@meshwright/testkit/postgres'
import { realpathSync, writeFileSync } from 'node:fs'
import { freshModulesBelow } from './fresh-modules.ts'
import { readPages } from './pages.ts'
import { runPage, type BlockRun } from './run-page.ts'

// A process of its own: it changes folders, and modules must resolve as they do for a reader.
const [given = '.', result = 'runs.json', ...only] = process.argv.slice(2)
const work = realpathSync(given)
freshModulesBelow(work)
const pages = readPages().filter(({ path }) => only.length === 0 || only.includes(path))
const server = pages.some(({ postgresAt }) => postgresAt !== undefined) ? await startPostgres() : undefined
try {
  const runs: Record<string, BlockRun[]> = {}
  for (const page of pages) {
    if (page.postgresAt !== undefined) process.env[page.postgresAt] = server?.url()
    runs[page.path] = await runPage(page, work)
    if (page.postgresAt !== undefined) delete process.env[page.postgresAt]
  }
  writeFileSync(result, JSON.stringify(runs))
} finally {
  await server?.stop()
}
