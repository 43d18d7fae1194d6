import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const APP = resolve(import.meta.dirname, '..')
const MESHWRIGHT = resolve(APP, '../../packages/cli/bin/meshwright.js')
const COMMAND = '../../node_modules/.bin/node ../../node_modules/.bin/meshwright'

const THERE = ['--directory', '/srv/meshwright/apps/django-apparel']
const IMAGE = [
  ...['--image', 'registry.example/django-apparel:0.1.0', ...THERE],
  ...['--home', '/var/lib/meshwright', '--volume-claim', 'django-apparel'],
]

// Stale, it says how to emit again.
test.each([
  ['airflow', 'django-apparel.dev.py', ['--command', COMMAND]],
  ['dagster', 'django_apparel_dev.py', ['--command', COMMAND]],
  ['argo', 'django-apparel-dev.yaml', IMAGE],
  ['kubernetes', 'django-apparel-dev.yaml', IMAGE],
  ['github-actions', 'django-apparel-dev.yml', ['--directory', 'apps/django-apparel']],
  ['cron', 'django-apparel-dev.crontab', THERE],
  ['mermaid', 'django-apparel-dev.mmd', []],
  ['dot', 'django-apparel-dev.dot', []],
])('the file for %s is that of the project as it is', (target, file, options) => {
  const args = ['emit', target, '--out', `schedules/${target}`, ...options, '--check']
  const { status, stdout, stderr } = spawnSync(process.execPath, [MESHWRIGHT, ...args], { cwd: APP, encoding: 'utf8' })
  expect([status, stderr.replaceAll(/^note  .*\n/gm, '')]).toEqual([0, ''])
  expect(stdout).toMatch(new RegExp(`^schedules/${target}/${file} +as it was$`, 'm'))
})
