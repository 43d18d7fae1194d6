// Who may import whom. An arrow points down only, and never sideways between adapters.

const contracts = 'packages/contracts'
const sql = 'packages/sql'
const adapters = 'packages/(connectors|warehouses)/[^/]+'
// ingest, models, quality, catalog, governance, and any package that has no row of its own.
const engines = 'packages/(?!(?:contracts|sql|connectors|warehouses|pipeline|dag|report|cli|testkit)/)[^/]+'
const pipeline = 'packages/pipeline'
const dag = 'packages/dag'
const report = 'packages/report'
const cli = 'packages/cli'
const testkit = 'packages/testkit'
const publicPackages = 'packages/(?!testkit)[^/]+'

/** Each row: a room, and what its sources may import besides themselves. */
const ARROWS = [
  [contracts, []],
  [sql, [contracts]],
  [adapters, [contracts, sql]],
  [engines, [contracts, sql]],
  [pipeline, [contracts, sql, engines]],
  // Emitters ask nothing but the plan.
  [dag, [contracts]],
  [report, [contracts]],
  [cli, [contracts, sql, engines, pipeline, dag, report]],
  [testkit, [contracts, sql]],
  // An app to look at may bring the Postgres it reads from.
  ['apps/[^/]+', [publicPackages, 'packages/testkit/src/postgres']],
  // Pages are read in one way, whoever runs their examples; benches run beside engines as tests do.
  ['tools/[^/]+', [publicPackages, testkit, 'apps/[^/]+', 'tools/doc-examples', 'tools/engines']],
]

/** Tests run beside real engines: whatever stands on adapters may use them in its tests. */
const IN_TESTS = [testkit, 'tools/[^/]+']
const onAdapters = new Set([engines, pipeline, dag, report, cli, 'apps/[^/]+'])

const inside = (rooms) => rooms.map((room) => `^${room}/`)

const arrows = ARROWS.flatMap(([room, allowed]) => {
  // What a template holds is the beginning of an app, which may import everything.
  // $1 is the folder a module is in, so that "itself" is one adapter, not all of them.
  const rule = (part, rooms) => ({
    name: `${room} ${part}`,
    comment: `${part} of ${room} may import ${rooms.length > 0 ? rooms.join(', ') : 'no other package'}`,
    severity: 'error',
    from:
      part === 'tests'
        ? { path: `^(${room.replaceAll(/[(](?![?])/g, '(?:')})/test/` }
        : { path: `^(${room.replaceAll(/[(](?![?])/g, '(?:')})/`, pathNot: '/(test|template)/' },
    to: { path: '^(packages|apps|tools)/', pathNot: ['^$1/', ...inside(rooms)] },
  })
  return [rule('sources', allowed), rule('tests', [...allowed, ...IN_TESTS, ...(onAdapters.has(room) ? [adapters, engines] : [])])]
})

export default {
  forbidden: [
    ...arrows,
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'no orphans',
      comment: 'A module that nothing imports and that imports nothing is dead, or its import was forgotten.',
      severity: 'error',
      from: { orphan: true, pathNot: ['[.]config[.]ts$', '[.]d[.]ts$', '/src/index[.]ts$', '/test/', '/published-command[.]js$'] },
      to: {},
    },
    {
      name: 'resolves',
      comment: 'An import that is not found is an arrow nobody checked.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no tests in sources',
      severity: 'error',
      from: { path: '/src/', pathNot: '^(packages/testkit|tools)/' },
      to: { path: '/test/|(^|/)node_modules/(vitest|fast-check)/' },
    },
    {
      name: 'contracts stands on zod alone',
      severity: 'error',
      from: { path: '^packages/contracts/src/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'core'],
        pathNot: '(^|/)node_modules/zod/|^crypto$',
      },
    },
    {
      name: 'declared',
      comment: 'A package declares what it imports; the root provides the tools every package is tested with.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: '(^|/)node_modules/(vitest|nx)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(packages|apps|tools)/.+/(dist|fixtures)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@meshwright/source', 'types', 'import', 'node', 'default'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.d.ts', '.json'],
    },
  },
}
