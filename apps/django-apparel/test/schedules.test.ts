import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const APP = resolve(import.meta.dirname, '..')
const MESHWRIGHT = resolve(APP, '../../packages/cli/bin/meshwright.js')
const COMMAND = '../../node_modules/.bin/node ../../node_modules/.bin/meshwright'

test('the files for schedulers are those of the project as it is', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [MESHWRIGHT, 'emit', 'airflow', '--out', 'schedules/airflow', '--command', COMMAND, '--check'],
    { cwd: APP, encoding: 'utf8' },
  )
  // Stale, it says how to emit again.
  expect([status, stderr]).toEqual([
    0,
    'note  airflow: a DAG that catches up with nothing still runs the latest interval that passed: "none" is as "latest"\n',
  ])
  expect(stdout).toMatch(/^schedules\/airflow\/django-apparel\.dev\.py +as it was$/m)
})
