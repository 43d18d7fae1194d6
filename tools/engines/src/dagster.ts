import { pythonEngine } from './python-engine.ts'

export const dagster = pythonEngine({
  name: 'dagster',
  about: 'Dagster, the command',
  variable: 'DAGSTER',
  package: 'dagster',
  program: 'dagster',
  versionArgs: ['--version'],
})
