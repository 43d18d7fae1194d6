import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { meshwright, plainEnvironment, shop } from './command.ts'
import { NO_TERMINAL, onTerminal } from './on-terminal.ts'

const ESCAPE = '\u001b['

describe('what goes where', () => {
  it('progress goes to stderr, data to stdout, and --json is nothing but JSON', async () => {
    const folder = shop()
    const run = await meshwright(['run', '--json'], folder)
    expect(run.code).toBe(0)
    expect(JSON.parse(run.out)).toMatchObject({ project: 'shop', status: 'succeeded', tasks: expect.any(Array) })
    expect(run.err).toMatch(/^ ingest {3}people +3 rows +3 checks ✓/m)
    expect(run.err).toMatch(/done in .* · 1 source · 1 model · \d+ checks: \d+ passed/)

    const query = await meshwright(['query', '--json', 'select * from people order by id'], folder)
    expect(query).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(query.out)).toEqual([
      { id: '1', name: 'Ada', town: 'London' },
      { id: '2', name: 'Bob', town: null },
      { id: '3', name: '山 "San"', town: 'London' },
    ])
    for (const args of [['ls'], ['show', 'people'], ['plan'], ['manifest'], ['rejects', 'list']]) {
      const command = await meshwright([...args, '--json'], folder)
      expect(command, args.join(' ')).toMatchObject({ code: 0, err: '' })
      expect(() => JSON.parse(command.out) as unknown, args.join(' ')).not.toThrow()
    }
  }, 60_000)

  it('a second run says in one line that nothing changed', async () => {
    const folder = shop()
    await meshwright(['run'], folder)
    const { code, out, err } = await meshwright(['run'], folder)
    expect([code, out]).toEqual([0, ''])
    expect(err).toMatch(/^shop · duckdb · home \.meshwright\n\n skipped {2}as unchanged: everything \(1 source, 1 model\)\n\n done in /)
  })

  it('suggestions carry the options with which they find the project and its home', async () => {
    const folder = shop()
    const { err } = await meshwright(['run', '--home', 'my home'], folder)
    expect(err).toContain("npx meshwright show towns --home 'my home'")
  })

  it('a reader that closes the pipe early is no error', async () => {
    const folder = shop()
    const bin = join(import.meta.dirname, '../bin/meshwright.js')
    const { stdout, stderr } = spawnSync(
      'bash',
      [
        '-c',
        `set -o pipefail; '${process.execPath}' '${bin}' query "select * from range(200000)" --format csv 2>&1 >/dev/full | cat; '${process.execPath}' '${bin}' query "select * from range(200000)" --format csv | head -1`,
      ],
      { cwd: folder, encoding: 'utf8', env: plainEnvironment() },
    )
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('range')
    expect(stderr).toBe('')
  })
})

describe('streams that nobody reads, or that cannot be written', () => {
  const bin = join(import.meta.dirname, '../bin/meshwright.js')
  const shell = (folder: string, command: string) =>
    spawnSync('bash', ['-c', `set -o pipefail; meshwright() { '${process.execPath}' '${bin}' "$@"; }; ${command}`], {
      cwd: folder,
      encoding: 'utf8',
      env: plainEnvironment(),
    })

  it.each([
    ['a pipe that is closed', 'meshwright run 2>&1 | head -1'],
    ['a full disk', 'meshwright run 2>/dev/full'],
    ['nothing', 'meshwright run 2>&-'],
  ])('a run whose words go to %s goes on', async (_what, command) => {
    const folder = shop()
    expect(shell(folder, command).status).toBe(0)
    expect((await meshwright(['query', '--json', 'select count(*) as n from towns'], folder)).out).toContain('"1"')
  })

  it('a result that is longer than one text can be comes whole; who has seen enough ends it', () => {
    // Each character takes six in JSON: 540 MB of 90.
    const ask = `meshwright query --json "select repeat(chr(1), 1000000) as x from range(90)"`
    const { stdout, stderr } = shell(shop(), `set -o pipefail; ${ask} | tee >(wc -c >&2) | tail -c 12 && ${ask} | head -c 1`)
    expect(stdout).toBe('\\u0001"\n  }\n]\n'.slice(-12) + '[')
    expect(Number(stderr)).toBe(90 * (6_000_000 + '\n  {\n    "x": ""\n  },'.length) + '[\n]\n'.length - ','.length)
  }, 120_000)

  it('data that cannot be written is an error', () => {
    const { status, stderr } = shell(shop(), "meshwright query 'select 1' >/dev/full")
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^error the output cannot be written: there is no space left on the disk$/m),
    ])
    expect(stderr).not.toMatch(/defect|\n {4}at /)
  })
})

describe('colour', () => {
  it('there is none without a terminal', async () => {
    const folder = shop()
    const { out, err } = await meshwright(['run', '--json'], folder)
    expect(out + err).not.toContain(ESCAPE)
    expect((await meshwright(['show', 'people'], folder)).out).not.toContain(ESCAPE)
  })

  it.skipIf(NO_TERMINAL !== '')(`on a terminal there is${NO_TERMINAL}`, async () => {
    const { code, out } = await onTerminal(['run'], shop())
    expect(code).toBe(0)
    expect(out).toContain(`${ESCAPE}32mdone${ESCAPE}39m`)
  })

  it.skipIf(NO_TERMINAL !== '')(`NO_COLOR and a dumb terminal have none${NO_TERMINAL}`, async () => {
    const folder = shop()
    const colours = /\u001b\[\d+m/
    expect((await onTerminal(['run'], folder, plainEnvironment({ NO_COLOR: '1' }))).out).not.toMatch(colours)
    expect((await onTerminal(['run'], folder, plainEnvironment({ CI: 'true' }))).out).not.toContain(`${ESCAPE}?25l`)
    expect((await onTerminal(['run'], folder, plainEnvironment({ TERM: 'dumb' }))).out).not.toContain(ESCAPE)
  })

  it.skipIf(NO_TERMINAL !== '')(`a page that is piped has none, though stderr is a terminal${NO_TERMINAL}`, async () => {
    const folder = shop()
    expect((await onTerminal(['show', 'people', '>', 'page.txt', ';', 'cat', '-v', 'page.txt'], folder)).out).not.toContain('^[')
  })
})

describe('query', () => {
  const SQL = `select null::varchar as nothing, '' as empty, '山,"海"' as text, 9223372036854775807 as big, 0.10::decimal(4,2) as exact, 'a' || chr(10) || 'b' as lines, ' x' as blank`

  it('json: int64 and decimals as text, null apart from the empty text', async () => {
    const { out } = await meshwright(['query', '--format', 'json', SQL], shop())
    expect(JSON.parse(out)).toEqual([
      { nothing: null, empty: '', text: '山,"海"', big: '9223372036854775807', exact: '0.10', lines: 'a\nb', blank: ' x' },
    ])
  })

  it('a number in JSON keeps all its digits', async () => {
    const folder = shop()
    const sql = `select '{"n":12345678901234567890}'::json as doc`
    expect((await meshwright(['query', '--json', sql], folder)).out).toContain('"n": 12345678901234567890')
    expect((await meshwright(['query', sql], folder)).out).toContain('{"n":12345678901234567890}')
  })

  it('csv: null is nothing, the empty text is quoted', async () => {
    const { out, err } = await meshwright(['query', '--format', 'csv', SQL], shop())
    expect(out).toBe('nothing,empty,text,big,exact,lines,blank\n,"","山,""海""",9223372036854775807,0.10,"a\nb"," x"\n')
    expect(err).toBe('')
  })

  it('table: numbers right, null is ∅, wide characters take two places; the count goes to stderr', async () => {
    const { out, err } = await meshwright(
      ['query', `select * from (values ('山', 9007199254740993, null), ('ab', 7, '')) as t(name, number, note)`],
      shop(),
    )
    expect(out).toBe('name            number  note\n山    9007199254740993  ∅\nab                   7\n')
    expect(err).toBe('2 rows\n')
  })

  it('table: what would paint or move on a screen is shown as a picture of itself; JSON and CSV hold the data', async () => {
    const folder = shop()
    const sql = `select 'a' || chr(27) || '[2Jb' || chr(7) || chr(127) || chr(155) as x, 1 as y`
    expect((await meshwright(['query', sql], folder)).out).toBe('x          y\na␛[2Jb␇␡�  1\n')
    expect((await meshwright(['query', '--format', 'csv', sql], folder)).out).toBe('x,y\na\u001b[2Jb\u0007\u007f\u009b,1\n')
  })

  it.each([
    ['select * from poeple', /^error the warehouse refused the statement: .*poeple/],
    ['selec 1', /^error the warehouse refused the statement: .*syntax error/],
    ["select cast('x' as int)", /^error the warehouse refused the statement: .*'x'/],
    ['select 1; select 2', /^error the warehouse refused the statement: these are 2 statements: run one at a time\n$/],
    ['drop table people', /^error the warehouse refused the statement: .*read-only/],
  ])('%s: the statement is at fault, not Meshwright; exit code 1', async (sql, message) => {
    const folder = shop()
    await meshwright(['run'], folder)
    const { code, out, err } = await meshwright(['query', sql], folder)
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(message)
    expect(err).not.toMatch(/defect|\n {4}at /)
    const asJson = await meshwright(['query', '--json', sql], folder)
    expect(JSON.parse(asJson.out)).toMatchObject({ error: { code: 'statement-failed' } })
  })
})

it('a result in JSON is laid out as any document', async () => {
  const folder = shop()
  const ask = async (sql: string) => (await meshwright(['query', '--json', sql], folder)).out
  expect(await ask('select 1 as a, {b: [1, 2]} as s, null as n from range(2)')).toBe(
    `${JSON.stringify(
      Array.from({ length: 2 }, () => ({ a: '1', s: { b: ['1', '2'] }, n: null })),
      null,
      2,
    )}\n`,
  )
  expect(await ask('select 1 as a where false')).toBe('[]\n')
})

it('columns of one name are refused as JSON, which would lose all but one', async () => {
  const folder = shop()
  const sql = 'select 1 as a, 2 as b, 3 as a'
  const { code, out, err } = await meshwright(['query', '--json', sql], folder)
  expect(code).toBe(2)
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'usage' } })
  expect(err).toMatch(/^error meshwright query: several columns are named "a", .* with as, or take --format csv\n$/)
  expect((await meshwright(['query', '--format', 'csv', sql], folder)).out).toBe('a,b,a\n1,2,3\n')
})

describe('a run that fails', () => {
  it('ends with exit code 1, names line, reason and what to do, and leaves what was published', async () => {
    const folder = shop()
    await meshwright(['run'], folder)
    writeFileSync(join(folder, 'people.csv'), 'id,name,town\n1,Ada,London\ntwo,Bob,Paris\n')
    const { code, err } = await meshwright(['run'], folder)
    expect(code).toBe(1)
    expect(err).toMatch(/^ failed {3}people /m)
    expect(err).toMatch(/^ blocked {2}towns +waits for ingest:people, which failed$/m)
    expect(err).toContain('people.csv:3  column id: "two" is not an int64')
    expect(err).toMatch(/^ rejected people: +1 of 2 rows \(50%\), kept +npx meshwright rejects show people$/m)
    expect(err).toMatch(/^ blocked {2}not built, published as they were: towns$/m)
    expect((await meshwright(['query', '--json', 'select count(*) as n from people'], folder)).out).toContain('"3"')
    writeFileSync(join(folder, 'people.csv'), 'id,name,town\ntwo,\u001b[2JBob,Paris\n')
    const painted = await meshwright(['run'], folder)
    expect((await meshwright(['rejects', 'show', 'people'], folder)).out).toContain('two,␛[2JBob,Paris')
    expect(painted.err).not.toContain('\u001b')
    writeFileSync(join(folder, 'people.csv'), 'id,name,town\n1,Ada,London\ntwo,Bob,Paris\n')
    await meshwright(['run'], folder)
    const rejects = await meshwright(['rejects', 'show', 'people'], folder)
    expect(rejects.out).toMatch(
      /^people\.csv:3 {2}column id: "two" is not an int64.*\n {4}two,Bob,Paris\n1 row of people rejected by load /,
    )
    expect((await meshwright(['rejects', 'list'], folder)).out).toMatch(/^people +1 {2}people\.csv {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/m)
  }, 60_000)
})
