import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

test('the end of a run names every skipped test with its reason', () => {
  // Below this package, so that vitest is found from there, but not among its files.
  const place = resolve(import.meta.dirname, '../.meshwright')
  mkdirSync(place, { recursive: true })
  const folder = mkdtempSync(join(place, 'skipped-'))
  try {
    const reporter = resolve(import.meta.dirname, '../src/skipped-tests.ts')
    writeFileSync(
      join(folder, 'vitest.config.ts'),
      `import { SkippedTests } from '${reporter}'\nexport default { test: { reporters: [new SkippedTests()] } }\n`,
    )
    const tests = `describe('a', () => {
      it('runs', () => {})
      it('waits', ({ skip }) => skip('no data here'))
      it.skip('sleeps', () => {})
      it.skip('rests (skipped: it is night)', () => {})
      describe('b', () => {
        beforeAll(() => { throw new Error('no server') })
        it('never starts', () => {})
      })
    })`
    writeFileSync(join(folder, 'some.test.ts'), `import { beforeAll, describe, it } from 'vitest'\n${tests}\n`)
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder], {
      encoding: 'utf8',
    })
    expect(stdout.trim().split('\n')).toEqual([
      'Skipped tests (4)',
      ' ↓ some.test.ts > a > waits: no data here',
      ' ↓ some.test.ts > a > sleeps: no reason given',
      ' ↓ some.test.ts > a > rests (skipped: it is night)',
      ' ↓ some.test.ts > a > b > never starts: what it stands in failed',
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
