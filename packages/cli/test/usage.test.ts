import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BIN, emptyFolder, meshwright, plainEnvironment, shop, start } from './command.ts'

const COMMANDS = [
  'run',
  'ingest',
  'build',
  'check',
  'plan',
  'query',
  'ls',
  'show',
  'manifest',
  'rejects',
  'emit',
  'schedule',
  'diff',
  'test',
  'init',
  'doctor',
  'completion',
  'runs',
]

describe('help', () => {
  it('lists the commands, the common options, the exit codes and examples', async () => {
    const { code, out, err } = await meshwright(['--help'], emptyFolder())
    expect([code, err]).toEqual([0, ''])
    const listed = [...(out.split('\n\n')[1] ?? '').matchAll(/^ {2}(\S+) +\S/gm)].map(([, command]) => command)
    expect(listed.toSorted()).toEqual(COMMANDS.toSorted())
    for (const option of ['--project', '--home', '--json', '--help']) expect(out).toContain(option)
    expect(out).toContain('Exit codes: 0 fine, 1 data or run failed, 2 usage.')
    expect(out).toMatch(/Examples\n {2}meshwright run\n/)
  })

  it.each(COMMANDS)('%s --help lists every option with its meaning, and examples that are calls of it', async (command) => {
    const { code, out, err } = await meshwright([command, '--help'], emptyFolder())
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(new RegExp(`^Usage: meshwright ${command}\\b.* \\[options\\]\n\n\\S.*\\.\n`))
    const options = out.split('Options\n')[1]?.split('\nExamples')[0] ?? ''
    for (const line of options.trimEnd().split('\n')) expect(line).toMatch(/^ {2}(-\w, )?--[a-z-]+( <[a-z-]+>)? {2,}\S/)
    expect(options).toContain('--home <home>')
    const examples = out.split('Examples\n')[1]?.trimEnd().split('\n') ?? []
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) expect(example).toContain(`meshwright ${command}`)
    expect((await meshwright(['help', command], emptyFolder())).out).toBe(out)
  })

  it('imports no package', async () => {
    const refuse = `import { registerHooks } from 'node:module'
registerHooks({ resolve: (name, context, next) => { if (/^[@a-z]/.test(name) && !/^(node|file|data):/.test(name)) throw new Error('imports ' + name); return next(name, context) } })`
    const env = plainEnvironment({ NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(refuse)}` })
    for (const args of [['--help'], ['--version']]) {
      const { code, err } = await meshwright(args, emptyFolder(), env)
      expect([code, err]).toEqual([0, ''])
    }
    expect((await meshwright(['ls'], emptyFolder(), env)).err).toContain('imports @meshwright/') // so the trap works
  })

  it('called with nothing it says how it is called, on stderr', async () => {
    const { code, out, err } = await meshwright([], emptyFolder())
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('Usage: meshwright <command>')
  })

  it('says its version', async () => {
    expect((await meshwright(['--version'], emptyFolder())).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('a mistyped call gives the nearest name and exit code 2', () => {
  it.each([
    [['rnu'], 'there is no command "rnu"; did you mean "run"?'],
    [['help', 'qurey'], 'there is no command "qurey"; did you mean "query"?'],
    [['constructor'], 'there is no command "constructor"'],
    [['run', '--hoem', 'x'], 'there is no option --hoem; did you mean --home?'],
    [['query', '--fromat', 'csv', 'select 1'], 'there is no option --fromat; did you mean --format?'],
    [['query', '--format', 'jsn', 'select 1'], 'there is no format "jsn"; did you mean "json"?'],
    [['query'], 'give one statement, in quotes'],
    [['query', ' '], 'give one statement, in quotes'],
    [['query', 'select', '1'], 'give one statement, in quotes'],
    [['show', 'peopel'], 'there is no table "peopel" in shop; did you mean "people"?'],
    [['show'], 'name a table; meshwright ls lists them'],
    [['show', 'people', '--part', 'lineag'], 'there is no part "lineag"; did you mean "lineage"?'],
    [['rejects', 'shwo', 'people'], 'say list, show <table> or replay <table>; did you mean "show"?'],
    [['show', 'people', 'towns'], 'one table at a time; "towns" means nothing here'],
    [['rejects', 'list', 'people'], 'meshwright rejects list: "people" means nothing here'],
    [['rejects', 'show', 'people', 'towns'], 'meshwright rejects show: "towns" means nothing here'],
    [['rejects', 'replay', 'people', '--from', 'gone.json'], 'gone.json is not there; meshwright rejects show <table> --json writes'],
    [['rejects', 'show', 'pepole'], 'there is no table "pepole" in shop; did you mean "people"?'],
    [['run', 'people'], '"people" means nothing here'],
    [['run', 'people'], 'tables are chosen with --select people'],
    [['ls', '--selct', 'people'], 'there is no option --selct; did you mean --select?'],
    [['run', '--select', 'peopel+'], '--select peopel+: there is no table, report or command "peopel"; did you mean "people"?'],
    [['plan', '--exclude', 'tags:x'], '--exclude tags:x: there is no method "tags:"; did you mean "tag:"?'],
    [['plan', '--granularity', 'layr'], '--granularity: "layr" is none of task, layer, group, project; did you mean "layer"?'],
    [['emit', 'cron', '--out', 'x', '--granularity', 'projct'], 'did you mean "project"?'],
    [['emit', 'github-actions', '--out', 'x', '--jobs', 'eech'], '--jobs: "eech" is none of one, each; did you mean "each"?'],
    [['emit', 'cron', '--out', 'x', '--secrets', 'A'], 'cron has no option secrets; it knows command, directory, home'],
    [['schedule', '--nxet', '3'], 'there is no option --nxet; did you mean --next?'],
    [['build', '-s', 'people'], 'nothing that is selected is a model'],
    [['query', '--wait', 'long', 'select 1'], '--wait: "long" is not a number of seconds'],
    [['query', '-f', 'csv', 'select 1'], 'there is no option -f'],
    [['query', '-- all\nselect 1'], 'What begins with - and is no option stands after --'],
    [['--project', 'x', 'run'], 'options follow the command: meshwright <command> --project'],
    [['run', '--home', ''], 'meshwright run: --home is empty; is a variable of the shell not set?'],
    [['ls', '--project='], '--project is empty'],
    [['ls', '--environment', ''], '--environment is empty'],
  ])('%j', async (args, message) => {
    const { code, out, err } = await meshwright(args, shop())
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(err).not.toContain('defect')
  })

  it('as JSON it has the code', async () => {
    for (const args of [
      ['show', 'peopel', '--json'],
      ['rnu', '--json'],
      ['--json', 'run'],
      ['help', 'rnu', '--json'],
    ]) {
      const { code, out } = await meshwright(args, shop())
      expect([code, JSON.parse(out)], args.join(' ')).toEqual([2, { error: expect.objectContaining({ code: 'usage' }) }])
    }
    const { err } = await meshwright(['rnu', '--log-format', 'json'], shop())
    expect(JSON.parse(err)).toMatchObject({ level: 'error', message: expect.stringContaining('did you mean "run"?') as string })
  })

  it('a folder that was removed meanwhile', async () => {
    const folder = emptyFolder()
    const call = (args: string) =>
      start('bash', ['-c', `mkdir gone && cd gone && rmdir ../gone && '${process.execPath}' '${BIN}' ${args}`], folder).ended
    const { code, out, err } = await call('ls --json')
    expect([code, JSON.parse(out)]).toEqual([2, { error: expect.objectContaining({ code: 'usage' }) }])
    expect(err).toBe('error meshwright: the folder that you are in is gone; go to one that is there\n')
    expect(await call('--help')).toMatchObject({ code: 0, err: '' })
  })
})

describe('a config that is none gives its place and exit code 2', () => {
  const ls = (config: string | undefined, name = 'meshwright.config.ts') => {
    const folder = emptyFolder()
    if (config !== undefined) writeFileSync(join(folder, name), config)
    return meshwright(['ls'], folder)
  }

  it.each([
    [
      'none at all',
      undefined,
      /there is no meshwright\.config\.ts in \S+ or above it: go to a project's folder, or name one with --project/,
    ],
    [
      'one that throws',
      'const a = 3\n\nthrow new TypeError(`a is ${a}`)\n',
      /^error meshwright\.config\.ts:3:7: the project cannot be loaded: a is 3$/m,
    ],
    ['a syntax error', 'const a = {\n  b: 1\n  c: 2 }\n', /^error meshwright\.config\.ts:3:3: the project cannot be loaded: Expected ','/m],
    [
      'TypeScript that Node cannot strip',
      'enum A {\n  b,\n}\nexport default A\n',
      /^error meshwright\.config\.ts:1: .*enum is not supported[^]*write a plain object for an enum/m,
    ],
    [
      'an import of nothing',
      "import './contracts.ts'\n",
      /^error meshwright\.config\.ts:1: the project cannot be loaded: Cannot find module '\S+contracts\.ts' imported from[^]*with its ending/m,
    ],
    [
      'an import of a package that is not there',
      "import * as z from 'zod'\nimport { contract } from '@meshwrigth/contracts'\n",
      /^error meshwright\.config\.ts:2: .*Cannot find package '@meshwrigth\/contracts'[^]*Is it in the dependencies of package\.json, and installed\?/m,
    ],
    ['a thrown text', "throw 'no data'\n", /^error meshwright\.config\.ts: the project cannot be loaded: it throws "no data"$/m],
    [
      'one that throws later, while it is loaded',
      'setTimeout(() => {\n  throw new Error("late")\n}, 0)\nawait new Promise((done) => setTimeout(done, 1000))\n',
      /^error meshwright\.config\.ts:2:9: the project cannot be loaded: late$/m,
    ],
    [
      'a promise that nobody catches',
      'void Promise.reject(new Error("lost"))\nawait new Promise((done) => setTimeout(done, 1000))\n',
      /^error meshwright\.config\.ts:1:21: the project cannot be loaded: lost$/m,
    ],
    [
      'one that ends the process',
      'process.exit(0)\n',
      /^error meshwright\.config\.ts:1:9: the project cannot be loaded: process\.exit is called, which ends the process; export the project/m,
    ],
    [
      'a name that is not exported',
      "\nimport { contarct } from '@meshwright/contracts'\n",
      /^error meshwright\.config\.ts:2:10: .*does not provide an export named 'contarct'/m,
    ],
    [
      'no default export',
      'export const a = 3\n',
      /^error meshwright\.config\.ts: has no default export \(it exports a\); write export default project\(\{ … \}\)$/m,
    ],
    [
      'a project under another name',
      "import { duckdb } from '@meshwright/duckdb'\nimport { project } from '@meshwright/pipeline'\nexport const shop = project({ name: 'shop', warehouse: duckdb() })\n",
      /^error meshwright\.config\.ts: has no default export \(it exports shop\); "shop" is one: write export default shop$/m,
    ],
    ['nothing', '', /^error meshwright\.config\.ts: has no default export; write export default project\(\{ … \}\)$/m],
    [
      'a project of the wrong parts',
      "import { project } from '@meshwright/pipeline'\n\nexport default project({ name: 'shop', models: [3] })\n",
      /^error meshwright\.config\.ts:3:16: project shop: warehouse: is nothing, not a warehouse; write warehouse: duckdb\(\)\nmodels\[0\]: is a number, not a model/m,
    ],
    [
      'a contract that is none',
      "import { contract } from '@meshwright/contracts'\nimport * as z from 'zod'\n\ncontract({ name: 'A', layer: 'raw', owner: 'me', description: '', row: z.object({ a: z.string() }) })\n",
      /^error meshwright\.config\.ts:4:1: contract A: name "A": use lower case letters[^]*description: is empty/m,
    ],
  ])('%s', async (_what, config, message) => {
    const { code, out, err } = await ls(config)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(message)
    expect(err).not.toMatch(/defect|node_modules|packages\/cli/)
  })

  it.each([
    ['{ name: 3 }', 'an object'],
    ['null', 'nothing'],
    ["'shop'", 'a text'],
    ['[]', 'a list'],
    ['() => 3', 'a function that was not called'],
    ['Promise.resolve({})', 'a promise, which was not awaited'],
  ])('export default %s', async (written, what) => {
    const { code, err } = await ls(`// one\n\nexport default ${written}\n`)
    expect(code).toBe(2)
    expect(err).toBe(`error meshwright.config.ts:3: its default export is ${what}, not a project; write export default project({ … })\n`)
  })

  it('an await that never ends', async () => {
    const { code, err } = await ls('await new Promise(() => {})\n')
    expect(code).toBe(2)
    expect(err).toMatch(
      /^error meshwright\.config\.ts: the project cannot be loaded: a top-level await in it, or in a file that it imports, waits for something that never comes$/m,
    )
    expect(err).not.toContain('Warning')
  })

  it.each(['await new Promise(() => {})\n', 'process.exit(0)\n', 'try {\n  process.exit()\n} catch {}\nexport default 3\n'])(
    '%j: as JSON it is one document too',
    async (config) => {
      const folder = emptyFolder()
      writeFileSync(join(folder, 'meshwright.config.ts'), config)
      const { code, out } = await meshwright(['run', '--json'], folder)
      expect([code, JSON.parse(out)]).toEqual([2, { error: expect.objectContaining({ code: 'config-invalid' }) }])
    },
  )

  it('a password in what it throws is masked, in the JSON too', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'meshwright.config.ts'), "throw new Error('cannot reach postgres://me:hunter2@host/shop')\n")
    const { out, err } = await meshwright(['ls', '--json'], folder)
    expect(err).toContain('cannot reach postgres://me:[secret]@host/shop')
    expect(out).toContain('cannot reach postgres://me:[secret]@host/shop')
    expect(out + err).not.toContain('hunter2')
  })

  it('in a package of CommonJS: what to do, and a config that is a module by its name', async () => {
    const folder = shop()
    writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }')
    const refused = await meshwright(['ls'], folder)
    expect(refused.code).toBe(2)
    expect(refused.err).toMatch(
      /^error meshwright\.config\.ts:\d+:\d+: [^]*says "type": "commonjs": write "type": "module" there, or name/m,
    )
    renameSync(join(folder, 'meshwright.config.ts'), join(folder, 'meshwright.config.mts'))
    expect(await meshwright(['ls'], folder)).toMatchObject({ code: 0, out: expect.stringContaining('people') as string })
  })

  it('an error in a file that the config imports: that file, and who loaded it', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'meshwright.config.ts'), "import './orders.ts'\n")
    writeFileSync(join(folder, 'orders.ts'), "// one\nthrow new Error('no orders')\n")
    const { code, err } = await meshwright(['ls'], folder)
    expect(code).toBe(2)
    expect(err).toBe('error orders.ts:2:7: the project cannot be loaded: no orders\n(loaded by meshwright.config.ts)\n')
  })

  it('--project that is not there, or has no config', async () => {
    const folder = emptyFolder()
    expect(await meshwright(['ls', '--project', 'nowhere'], folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining('nowhere does not exist'),
    })
    expect(await meshwright(['ls', '--project', '.'], folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no meshwright.config.ts in'),
    })
  })

  it('a project that cannot be loaded, as JSON', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'meshwright.config.ts'), 'export default 3\n')
    const { code, out } = await meshwright(['ls', '--json'], folder)
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'config-invalid' } })
  })

  it('with --json the error is JSON on stdout', async () => {
    const { code, out } = await meshwright(['ls', '--json'], emptyFolder())
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'config-missing', problems: [expect.stringContaining('meshwright.config.ts')] },
    })
  })
})
