import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { findCached, folderOf, installCached, type CachedFolder } from './cached-folder.ts'
import type { Engine, Need } from './engine.ts'
import { run } from './run.ts'

const SECOND = 1000
const SOURCES = resolve(import.meta.dirname, '..', 'argo-lint')
const FILES = ['go.mod', 'go.sum', 'main.go']

const findGo = () =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/go/bin']
    .map((folder) => join(folder, 'go'))
    .find((path) => existsSync(path))

const NO_GO = 'Go builds it: install Go 1.24 or later, or name the linter with ARGO_LINT'

const go: Need = { name: 'go', missing: async () => (findGo() === undefined ? NO_GO : undefined) }

/** The linter of Argo Workflows, in the version that `argo-lint/go.mod` pins. */
export const argo: Engine = {
  name: 'argo',
  about: 'the offline linter of Argo Workflows',
  variable: 'ARGO_LINT',
  needs: [go],
  version: (path) => run(path, ['--version'], 30 * SECOND),
  find: async (surroundings) => findCached(await cached(), surroundings),
  folder: async (surroundings) => folderOf(await cached(), surroundings),
  async install(surroundings) {
    surroundings.say('argo: building its linter takes some minutes')
    await installCached(await cached(), surroundings)
  },
}

async function cached(): Promise<CachedFolder> {
  const texts = await Promise.all(FILES.map((file) => readFile(join(SOURCES, file), 'utf8')))
  return {
    name: 'argo',
    key: texts.join('\n'),
    program: 'argo-lint',
    async fill(folder) {
      const program = findGo()
      if (program === undefined) throw new Error(NO_GO)
      const sources = await mkdtemp(join(tmpdir(), 'mw-argo-lint-'))
      try {
        await cp(SOURCES, sources, { recursive: true })
        const args = ['build', '-C', sources, '-trimpath', '-ldflags=-s -w', '-o', join(folder, 'argo-lint'), '.']
        await run(program, args, 3600 * SECOND, { ...process.env, GOFLAGS: '-mod=readonly', GOWORK: 'off', CGO_ENABLED: '0' })
      } finally {
        await rm(sources, { recursive: true, force: true })
      }
    },
    check: (folder) => run(join(folder, 'argo-lint'), ['--version'], 30 * SECOND),
  }
}
