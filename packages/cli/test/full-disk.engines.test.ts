import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { emptyFolder, plainEnvironment, shop } from './command.ts'

const BIN = resolve(import.meta.dirname, '../bin/meshwright.js')

interface Step {
  readonly code: number
  readonly text: string
}

/**
 * Runs shell commands one after another in a folder, in which `small` is a file system in memory of so many KiB that nobody else sees and
 * that goes with the last command. `meshwright` is the command, with its home there.
 */
function onSmallDisk(folder: string, kibibytes: number, steps: readonly string[]): Step[] {
  const script = [
    `mkdir small && mount -t tmpfs -o size=${kibibytes}k tmpfs small`,
    `meshwright() { command=$1; shift; '${process.execPath}' '${BIN}' "$command" --home small "$@"; }`,
    ...steps.map((step, index) => `{ ${step}\n} > step-${index} 2>&1; echo $? > code-${index}`),
  ].join('\n')
  const { status, stderr } = spawnSync('unshare', ['-m', 'bash', '-c', script], { cwd: folder, encoding: 'utf8', env: plainEnvironment() })
  if (status !== 0) throw new Error(stderr)
  return steps.map((_, index) => ({
    code: Number(readFileSync(join(folder, `code-${index}`), 'utf8')),
    text: readFileSync(join(folder, `step-${index}`), 'utf8'),
  }))
}

const mounts = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
const why = mounts ? '' : ' (skipped: only root on Linux can make a small file system)'

/** So many rows that do not compress. */
function people(folder: string, rows: number, column: 'town' | 'none'): void {
  const lines = Array.from({ length: rows }, (_, id) => `${id},${randomBytes(12).toString('hex')}${column === 'town' ? `,t${id}` : ''}`)
  writeFileSync(join(folder, 'many.csv'), `id,name${column === 'town' ? ',town' : ''}\n${lines.join('\n')}\n`)
}

describe.skipIf(!mounts)(`a full disk${why}`, () => {
  const count = (table: string) => `meshwright query --json 'select count(*) as n from ${table}'`
  const hidden = `meshwright query --json "select count(*) as n from duckdb_tables() where table_name like 'mw\\_stage%' escape '\\'"`
  const MORE = 'mount -o remount,size=400m small && meshwright run'
  const noDefect = (text: string) => expect(text).not.toMatch(/defect|\n +at /)

  it('while loading: named with what to do; published data is as it was; the run after there is space succeeds', () => {
    const folder = shop()
    people(folder, 400_000, 'town')
    const [first, failed, people2, towns, mended, after, left] = onSmallDisk(folder, 5_000, [
      'meshwright run',
      'cp many.csv people.csv; meshwright run',
      count('people'),
      count('towns'),
      MORE,
      count('people'),
      hidden,
    ])
    expect(first?.code, first?.text).toBe(0)
    expect(failed?.code).toBe(1)
    expect(failed?.text).toMatch(
      /failed {3}ingest:people\n +load \S+people: Failed to commit: Could not write file "\S+warehouse\.duckdb": No space left on device\n +Free some space, or give another --home; then run again\./,
    )
    expect(failed?.text).toMatch(/blocked {2}not built, published as they were: towns/)
    noDefect(failed?.text ?? '')
    expect([people2?.text, towns?.text]).toEqual([expect.stringContaining('"3"'), expect.stringContaining('"1"')])
    expect(mended?.code, mended?.text).toBe(0)
    expect([after?.text, left?.text]).toEqual([expect.stringContaining('"400000"'), expect.stringContaining('"0"')])
  }, 120_000)

  // What is loaded needs 10.3 MB, with what is built from it 12.3.
  const BETWEEN = 11_300

  it('while building: what was loaded is published, the model is as it was', () => {
    const folder = shop()
    people(folder, 400_000, 'town')
    const [, failed, loaded, towns, mended, after] = onSmallDisk(folder, BETWEEN, [
      'meshwright run',
      'cp many.csv people.csv; meshwright run',
      count('people'),
      count('towns'),
      MORE,
      count('towns'),
    ])
    expect(failed?.code).toBe(1)
    expect(failed?.text).toMatch(/failed {3}build:towns\n +build \S+towns: .*No space left on device\n +Free some space/)
    noDefect(failed?.text ?? '')
    expect([loaded?.text, towns?.text]).toEqual([expect.stringContaining('"400000"'), expect.stringContaining('"1"')])
    expect([mended?.code, after?.text], mended?.text).toEqual([0, expect.stringContaining('"400000"')])
  }, 120_000)

  it('while DuckDB spills what memory does not hold', () => {
    const folder = emptyFolder()
    cpSync(join(import.meta.dirname, 'spill'), folder, { recursive: true })
    writeFileSync(join(folder, 'people.csv'), 'id,name\n1,Ada\n2,Bob\n')
    people(folder, 2_000_000, 'none')
    const [, failed, names, mended, after] = onSmallDisk(folder, 60_000, [
      'meshwright run',
      'cp many.csv people.csv; meshwright run',
      count('names'),
      MORE,
      count('names'),
    ])
    expect(failed?.code).toBe(1)
    expect(failed?.text).toMatch(
      /failed {3}build:names\n +build \S+names: failed to offload data block .*\n +Free some space, or give another --home/,
    )
    noDefect(failed?.text ?? '')
    expect(names?.text).toContain('"2"')
    expect([mended?.code, after?.text], mended?.text).toEqual([0, expect.stringContaining('"2000000"')])
  }, 180_000)

  it('a home that has become read-only: a run is refused, a query reads', () => {
    const folder = shop()
    const [first, run, query] = onSmallDisk(folder, 20_000, [
      'meshwright run',
      'mount -o remount,ro small; meshwright run',
      count('people'),
    ])
    expect(first?.code, first?.text).toBe(0)
    expect([run?.code, run?.text]).toEqual([
      1,
      expect.stringContaining(`error the home folder ${join(folder, 'small')} cannot be written: its file system is read-only. Mend that`),
    ])
    expect([query?.code, query?.text]).toEqual([0, expect.stringContaining('"3"')])
  }, 60_000)
})
