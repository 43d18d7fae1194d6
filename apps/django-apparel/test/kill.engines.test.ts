import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import project from '../meshwright.config.ts'
import { published } from './published.ts'

const bin = fileURLToPath(new URL('../../../packages/cli/bin/meshwright.js', import.meta.url))
const config = fileURLToPath(new URL('../meshwright.config.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'meshwright-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ran {
  readonly code: number | null
  readonly killed: boolean
  /** From the first line of progress to the end: starting Node is not counted. */
  readonly milliseconds: number
  readonly output: string
}

/** Runs the project in a process of its own; kills it with SIGKILL so many milliseconds after it has begun, if it is still there. */
function run(home: string, killAfter?: number): Promise<Ran> {
  return new Promise((resolve, reject) => {
    let began = 0
    let output = ''
    let timer: NodeJS.Timeout | undefined
    const child = spawn(process.execPath, [bin, 'run', '--project', config, '--home', home], { stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (began !== 0) return
      began = performance.now()
      if (killAfter !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), killAfter)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code, killed: signal === 'SIGKILL', milliseconds: performance.now() - began, output })
    })
  })
}

let undisturbed: Awaited<ReturnType<typeof published>>
let whole = 0

beforeAll(async () => {
  const home = join(folder, 'undisturbed')
  const result = await run(home)
  expect(result.code, result.output).toBe(0)
  whole = result.milliseconds
  undisturbed = await published(project, home)
}, 120_000)

it('survives kill -9 at 25 random moments over one home: never a torn table, and a clean run then equals an undisturbed one', async () => {
  const home = join(folder, 'killed')
  let kills = 0
  let window = whole
  for (let attempt = 0; kills < 25 && attempt < 200; attempt++) {
    const moment = Math.random() * window
    const { killed, code, output } = await run(home, moment)
    if (!killed) {
      expect(code, `not killed at ${Math.round(moment)} ms:\n${output}`).toBe(0)
      // It got through: begin again from nothing, so that later kills meet work; and sooner, as the machine is faster than it was.
      rmSync(home, { recursive: true, force: true })
      window *= 0.8
      continue
    }
    kills++
    window = Math.min(whole, window * 1.1)
    const { tables } = await published(project, home).catch((error: unknown) => {
      // Killed before the file was made.
      if (/does not exist|no .*warehouse|not found/i.test(String(error))) return { tables: new Map<string, string[]>() }
      throw error
    })
    for (const [name, rows] of tables)
      expect(rows, `${name} after a kill at ${Math.round(moment)} ms`).toEqual(undisturbed.tables.get(name))
  }
  expect(kills).toBe(25)

  const result = await run(home)
  expect(result.code, result.output).toBe(0)
  const after = await published(project, home)
  expect([...after.tables.keys()]).toEqual([...undisturbed.tables.keys()])
  for (const [name, rows] of after.tables) expect(rows, name).toEqual(undisturbed.tables.get(name))
  expect(after.hidden).toEqual([])
}, 600_000)
