import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

export const BIN = resolve(import.meta.dirname, '../bin/meshwright.js')
const MODULES = resolve(import.meta.dirname, '../../../node_modules')
export const DJANGO = resolve(import.meta.dirname, '../../../apps/django-apparel')

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when stderr holds this text; rejects when the process ends before. */
  said(text: string): Promise<void>
}

/** A folder that packages are found from, gone after the test. */
export function emptyFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'meshwright-cli-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(MODULES, join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return folder
}

/** A copy of the small project beside this file, with a file of people. */
export function shop(people = 'id,name,town\n1,Ada,London\n2,Bob,\n3,"山 ""San""",London\n'): string {
  const folder = emptyFolder()
  cpSync(join(import.meta.dirname, 'shop'), folder, { recursive: true })
  writeFileSync(join(folder, 'people.csv'), people)
  return folder
}

/** The environment of a person without wishes about colour. */
export function plainEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, TERM: 'xterm-256color' }
  for (const name of ['NO_COLOR', 'CI', 'FORCE_COLOR', 'NODE_OPTIONS', 'VITEST']) delete env[name]
  return { ...env, ...more }
}

/** Starts a program in a folder; it is killed after the test if it is still there. */
export function start(program: string, args: readonly string[], cwd: string, env = plainEnvironment()): Started {
  const child = spawn(program, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = new Promise<Ended>((fulfil, reject) => {
    child.on('error', reject)
    child.on('close', (code) => fulfil({ code, out, err }))
  })
  return {
    child,
    ended,
    said: (text) =>
      new Promise((fulfil, reject) => {
        const look = () => err.includes(text) && fulfil()
        child.stderr.on('data', look)
        child.on('close', () => reject(new Error(`it ended without saying "${text}":\n${err}`)))
        look()
      }),
  }
}

/** The command, as a person calls it, in a process of its own. */
export const meshwright = (args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): Promise<Ended> =>
  start(process.execPath, [BIN, ...args], cwd, env).ended

export const startMeshwright = (args: readonly string[], cwd: string): Started => start(process.execPath, [BIN, ...args], cwd)

/** Resolves once a file is there. */
export async function until(path: string): Promise<void> {
  while (!existsSync(path)) await sleep(20)
}
