import { duckdb } from '@meshwright/duckdb'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PipelineError, readPublishedManifest, RUNS, runLogPath, runProject, type RunObserver } from '../src/index.ts'
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

  it.skipIf(!existsSync('/proc/self'))('where the system lets no folder be made it ends at once', async () => {
    for (const place of ['/proc/meshwright', '/proc/meshwright/deep'])
      await expect(runProject(made(), { home: place })).rejects.toMatchObject({
        code: 'home-unusable',
        message: `the home folder ${place} cannot be written: nothing can be made in that folder. Mend that, or give another home with --home`,
      })
  })

  it('a file where the run logs should be', async () => {
    mkdirSync(home)
    writeFileSync(join(home, RUNS), '')
    await expect(runProject(made(), { home })).rejects.toMatchObject({
      code: 'home-unusable',
      message: expect.stringContaining(join(home, RUNS)) as string,
    })
  })
})

it('two processes that keep the definitions of what they published at one time are not in each other’s way', async () => {
  // What the other one is just writing, under a name that this one must not use.
  mkdirSync(join(home, 'published-manifest.json.new'), { recursive: true })
  expect((await runProject(made(), { home })).warnings).toEqual([])
  expect(existsSync(join(home, 'published-manifest.json'))).toBe(true)
})

it('definitions that were kept and cannot be read are as good as none', async () => {
  mkdirSync(join(home, 'published-manifest.json'), { recursive: true })
  expect(readPublishedManifest(home)).toBeUndefined()
  expect((await runProject(made(), { home })).warnings).toEqual([
    expect.stringMatching(/^plan will not say what changed since this run: .* a folder stands where a file should be/),
  ])
  expect(readdirSync(home).filter((name) => name.startsWith('published-manifest'))).toEqual(['published-manifest.json'])
})

const full = statSync('/dev/full', { throwIfNoEntry: false })?.isCharacterDevice() === true

describe('a run log that cannot be written any more', () => {
  it.skipIf(!full)(`does not stop the run, which says so${full ? '' : ' (skipped: there is no /dev/full)'}`, async () => {
    const fill = (path: string) => {
      rmSync(path)
      symlinkSync('/dev/full', path)
    }
    const onStart: RunObserver = {
      name: 'full disk',
      begin: ({ context: { runId } }) => {
        let begun = false
        const event = () => {
          if (!begun) fill(runLogPath(home, runId))
          begun = true
        }
        return { event, end: async () => [] }
      },
    }
    const summary = await runProject(made(), { home, observers: [onStart] })
    expect(summary.status).toBe('succeeded')
    expect(summary.warnings).toEqual([
      `events are missing in the run log: ${runLogPath(home, summary.runId)} cannot be written: there is no space left on the disk. Mend that, or give another home with --home`,
    ])
    expect((await look(made(), home)).tables).toEqual(PUBLISHED.old)
  })
})
