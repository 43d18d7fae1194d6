import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'

const script = resolve(import.meta.dirname, '../../../.ci/run')
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Runs a copy of the script, where `npm` is a shell script of ours. */
function ran(npm: string, shared: 'with shared' | 'without shared') {
  const folder = mkdtempSync(join(tmpdir(), 'ci-run-'))
  folders.push(folder)
  cpSync(script, join(folder, 'checkout/.ci/run'))
  if (shared === 'with shared') mkdirSync(join(folder, 'shared/data'), { recursive: true })
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${npm}\n`)
  chmodSync(join(folder, 'npm'), 0o755)
  const { stdout, status } = spawnSync(join(folder, 'checkout/.ci/run'), {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
  })
  return { lines: stdout.trimEnd().split('\n'), status }
}

const PARTS = Number(execFileSync('grep', ['-c', '^part ', script], { encoding: 'utf8' }))

test('ends with the sum of the tests and the parts', () => {
  const { lines, status } = ran('[ "$1" != test ] || echo "      Tests  25 passed | 2 skipped (27)"', 'with shared')
  expect(lines.at(-1)).toBe(`${25 + PARTS} passed, 0 failed`)
  expect(lines.at(-2)).toBe('2 skipped, named above')
  expect(status).toBe(0)
})

test('a failing part is counted with its failing tests, and the parts after it still run', () => {
  const { lines, status } = ran('[ "$1" != test ] || { echo "      Tests  3 failed | 25 passed (28)"; exit 1; }', 'with shared')
  expect(lines.at(-1)).toBe(`${25 + PARTS - 1} passed, 4 failed`)
  expect(lines.filter((line) => line.startsWith('== '))).toHaveLength(PARTS)
  expect(status).toBe(1)
})

test('says at the end, after everything else, why a part failed', () => {
  const { lines } = ran('[ "$1" != test ] || { echo "Error: the worker ended with SIGSEGV"; exit 1; }', 'with shared')
  const lastPart = lines.findLastIndex((line) => line.startsWith('== '))
  expect(lines.slice(lastPart)).toEqual(expect.arrayContaining(['why tests failed:', 'Error: the worker ended with SIGSEGV']))
})

test('a part that fails without a failing test is a failure', () => {
  const { lines, status } = ran('[ "$2" != lint ]', 'with shared')
  expect(lines.at(-1)).toBe(`${PARTS - 1} passed, 1 failed`)
  expect(status).toBe(1)
})

test('without the shared data it fails', () => {
  const { lines, status } = ran('true', 'without shared')
  expect(lines.at(-1)).toBe(`${PARTS - 1} passed, 1 failed`)
  expect(status).toBe(1)
})
