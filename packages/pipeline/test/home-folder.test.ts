import { duckdb } from '@meshwright/duckdb'
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PipelineError, RUN_LOG, runProject } from '../src/index.ts'
import { look, PUBLISHED, shop, writeFiles } from './shop.ts'

let folder: string
let home: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-home-'))
  home = join(folder, 'home')
  writeFiles(join(folder, 'data'), 'old')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const made = () => shop(join(folder, 'data'), duckdb({ threads: 1 }))

describe('a home that cannot be written', () => {
  it.each([
    ['a file', () => writeFileSync(home, 'mine'), () => home],
    ['below a file', () => writeFileSync(join(folder, 'file'), 'mine'), () => join(folder, 'file', 'home')],
  ])('%s', async (_what, prepare, place) => {
    prepare()
    const error = await runProject(made(), { home: place() }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(PipelineError)
    expect((error as PipelineError).code).toBe('home-unusable')
    expect((error as PipelineError).message).toBe(
      `the home folder ${place()} cannot be written: a file stands where a folder should be. Mend that, or give another home with --home`,
    )
  })

  it('a run log that is a folder', async () => {
    mkdirSync(join(home, RUN_LOG), { recursive: true })
    await expect(runProject(made(), { home })).rejects.toMatchObject({ code: 'home-unusable', message: expect.stringContaining(RUN_LOG) })
  })
})

const full = statSync('/dev/full', { throwIfNoEntry: false })?.isCharacterDevice() === true

describe('a run log that cannot be written any more', () => {
  it.skipIf(!full)(`does not stop the run, which says so${full ? '' : ' (skipped: there is no /dev/full)'}`, async () => {
    mkdirSync(home)
    symlinkSync('/dev/full', join(home, RUN_LOG))
    const summary = await runProject(made(), { home })
    expect(summary.status).toBe('succeeded')
    expect(summary.warnings).toEqual([
      `events are missing in the run log: ${join(home, RUN_LOG)} cannot be written: there is no space left on the disk. Mend that, or give another home with --home`,
    ])
    expect((await look(made(), home)).tables).toEqual(PUBLISHED.old)
  })
})
