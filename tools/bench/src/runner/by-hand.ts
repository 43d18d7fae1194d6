import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { childArgument, reportStep } from '../child-report.ts'
import { idleStore } from './idle-warehouse.ts'
import { nameOf, upstreamOf, type RunnerArgument } from './settings.ts'

const { models, home } = childArgument<RunnerArgument>()

// Each table after those it is made from, four at a time, and a line in a file as each of its two tasks begins and ends.
await reportStep(async () => {
  mkdirSync(home, { recursive: true })
  const store = idleStore()
  const log = (event: object) => appendFileSync(join(home, 'log.jsonl'), `${JSON.stringify({ at: new Date(), ...event })}\n`)
  const followers = Array.from({ length: models }, (): number[] => [])
  const missing = new Int32Array(models)
  for (let index = 0; index < models; index++) {
    for (const other of upstreamOf(index)) {
      followers[other]?.push(index)
      missing[index] = (missing[index] ?? 0) + 1
    }
  }
  const ready = Array.from({ length: models }, (_, index) => index).filter((index) => missing[index] === 0)
  let done = 0
  const worker = async () => {
    for (let index = ready.shift(); index !== undefined; index = ready.shift()) {
      const name = nameOf(index)
      const staged = { schema: 'main', table: `staged_${name}` }
      log({ task: `build:${name}`, event: 'START' })
      await store.build({
        staged,
        select: `select id from ${name}`,
        columns: [],
        materialization: 'table',
        signal: new AbortController().signal,
      })
      log({ task: `build:${name}`, event: 'COMPLETE' })
      log({ task: `gate:${name}`, event: 'START' })
      await store.publish({ publishId: name, tables: [], views: [], records: [] })
      log({ task: `gate:${name}`, event: 'COMPLETE' })
      done++
      for (const next of followers[index] ?? []) if (--(missing as Record<number, number>)[next]! === 0) ready.push(next)
    }
  }
  while (ready.length > 0) await Promise.all([worker(), worker(), worker(), worker()])
  if (done !== models) throw new Error(`${done} tables`)
})
