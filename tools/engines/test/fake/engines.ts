import { freePort } from '@meshwright/testkit/postgres'
import { join } from 'node:path'
import type { Engine } from '../../src/engine.ts'
import { httpAnswer } from '../../src/http-answer.ts'

/** Engines that consist of this Node: one that is a server, and one that is not. `FAKE` and `PIDS` come by the environment. */
export const FAKES: readonly Engine[] = [
  {
    name: 'abacus',
    about: 'counts',
    variable: 'ABACUS',
    needs: [],
    version: async () => 'abacus 1',
    find: async () => ({ path: process.execPath, version: 'abacus 1' }),
    install: () => Promise.reject(new Error('must not be installed')),
    server: {
      code: 'a folder of beads',
      async prepare({ engine, folder }) {
        const port = String(await freePort())
        const program = { program: engine.path, args: [join(import.meta.dirname, 'server.ts')], cwd: folder }
        const env = { ...process.env, PORT: port }
        return {
          processes: [
            { ...program, name: 'counter', env },
            { ...program, name: 'keeper', env: { ...env, FAKE: 'silent' } },
          ],
          facts: { url: `http://127.0.0.1:${port}`, password: 'bead' },
        }
      },
      waitsFor: async ({ url = '' }) => ((await httpAnswer(url)) === undefined ? [`${url} does not answer`] : []),
    },
  },
  {
    name: 'ruler',
    about: 'a thing that measures',
    variable: 'RULER',
    needs: [{ name: 'wood', missing: async () => 'there is no wood: plant a tree' }],
    version: async () => 'ruler 1',
    find: async () => undefined,
    install: () => Promise.reject(new Error('there is no wood: plant a tree')),
  },
]
