import { Secret } from '@meshwright/contracts'
import { duckdb } from '@meshwright/duckdb'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { runProject, webhook } from '../../src/index.ts'
import { shop, writeFiles } from '../shop.ts'
import { endpoint, type Received } from './endpoint.ts'

const folder = mkdtempSync(join(tmpdir(), 'meshwright-webhook-'))
const data = join(folder, 'data')
beforeEach(() => writeFiles(data, 'old'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const made = shop(data, duckdb({ threads: 1 }))

const textOf = ([first]: readonly Received[]) => (Object(first?.body) as { text: string }).text

it('tells of a run that failed, once, in Slack’s form, and of no other', async () => {
  const { origin, received } = await endpoint()
  const home = join(folder, 'failed')
  const observers = [webhook({ url: new Secret('SLACK_URL', () => `${origin}/services/T1/B2/s3cr3t`) })]
  await runProject(made, { home, observers })
  expect(received).toEqual([])
  writeFileSync(join(data, 'orders.csv'), 'id,customer_id,amount\n10,1,<!channel> ```x & y\n11,2,z\n')
  const summary = await runProject(made, { home, observers })
  expect([summary.status, summary.warnings]).toEqual(['failed', []])
  expect(received).toHaveLength(1)
  expect(received[0]).toMatchObject({ path: '/services/T1/B2/s3cr3t', headers: { 'content-type': 'application/json' } })
  expect(Object.keys(Object(received[0]?.body))).toEqual(['text'])
  const text = textOf(received)
  const lines = text.split('\n')
  expect(lines[0]).toBe(':red_circle: *shop* · dev: the run failed (2 unchanged, 1 failed, 5 blocked)')
  expect(lines[1]).toBe('*ingest:orders*')
  expect(text).toContain('orders.csv:2')
  expect(text).toContain("&lt;!channel&gt; '''x &amp; y")
  expect(lines.at(-1)).toBe(`run ${summary.runId}`)
})

it('tells of a run that could not begin, with the reason', async () => {
  const { origin, received } = await endpoint()
  const home = join(folder, 'file')
  writeFileSync(home, '')
  await expect(runProject(made, { home, observers: [webhook({ url: origin })] })).rejects.toMatchObject({ code: 'home-unusable' })
  expect(textOf(received)).toMatch(/^:red_circle: \*shop\* · dev: the run failed\n```the home folder /)
})

it('tells of every end where that is wanted', async () => {
  const { origin, received } = await endpoint()
  await runProject(made, { home: join(folder, 'every'), observers: [webhook({ url: origin, on: 'end' })] })
  expect(textOf(received)).toMatch(/^\*shop\* · dev: the run succeeded \(8 done\)\nrun /)
})

it('a hook that refuses is a warning of the run, which shows neither its address nor what it said', async () => {
  const { origin } = await endpoint(500, 500)
  const url = `${origin}/services/T1/B2/s3cr3t`
  const { status, warnings } = await runProject(made, {
    home: join(folder, 'refusing'),
    observers: [webhook({ url, on: 'end', limits: { pauseMilliseconds: 5 } })],
  })
  expect([status, warnings]).toEqual(['succeeded', [`webhook: 1 of 1 message could not be delivered to ${origin}: it answered 500`]])
  const unset = await runProject(made, {
    home: join(folder, 'unset'),
    observers: [webhook({ url: new Secret('SLACK_URL', () => undefined) })],
  })
  expect(unset.warnings).toEqual(['webhook: the secret SLACK_URL is not set: give it as an environment variable of that name'])
})
