import xterm from '@xterm/headless'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { LogLine } from '../src/log-line.ts'
import { meshwright, shop } from './command.ts'
import { NO_TERMINAL, onTerminal } from './on-terminal.ts'

const HIDE = '\u001b[?25l'
const SHOW = '\u001b[?25h'

/** A shop with a command that takes a second, and what it does meanwhile. */
function slowShop(meanwhile: string): string {
  const folder = shop()
  const config = join(folder, 'meshwright.config.ts')
  const command = `  commands: [{ name: 'pause', run: ['sh', '-c', ${JSON.stringify(meanwhile)}], after: ['people'], before: ['towns'] }],\n})`
  writeFileSync(config, readFileSync(config, 'utf8').replace(/\n\}\)\s*$/, `\n${command}\n`))
  return folder
}

/** What a real terminal shows after this was written to it, without trailing blanks. */
async function screenAfter(written: string): Promise<string[]> {
  const screen = new xterm.Terminal({ cols: 120, rows: 40, allowProposedApi: true })
  await new Promise<void>((fulfil) => screen.write(written, fulfil))
  const { active } = screen.buffer
  return Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '')
    .join('\n')
    .trimEnd()
    .split('\n')
}

describe('on a terminal', () => {
  it.skipIf(NO_TERMINAL !== '')(
    `shows what runs and what waits while it does, and in the end what it prints anywhere${NO_TERMINAL}`,
    async () => {
      const folder = slowShop('sleep 1')
      const { code, out } = await onTerminal(['run'], folder)
      expect(code, out).toBe(0)
      // As it was when the command had run for a while; a busy machine draws less often.
      const half = out.search(/command +pause +[2-9]00 ms/)
      expect(half).toBeGreaterThan(0)
      const during = await screenAfter(out.slice(0, out.indexOf('\u001b[J', half)))
      expect(during.slice(-4)).toEqual([
        expect.stringMatching(/^ command {2}pause +[2-9]00 ms$/),
        expect.stringMatching(/^ waiting {2}build:towns +for command:pause$/),
        expect.stringMatching(/^ waiting {2}gate:towns +for build:towns$/),
        ' 2 of 5 tasks done',
      ])
      const after = await screenAfter(out)
      expect(after.filter((line) => /waiting|tasks done/.test(line))).toEqual([])
      expect(after[0]).toBe('shop · duckdb · home .meshwright')
      expect(after.filter((line) => /^ (ingest|command|build) /.test(line)).map((line) => line.trim().split(/ +/)[1])).toEqual([
        'people',
        'pause',
        'towns',
      ])
      expect([out.split(HIDE).length, out.split(SHOW).length]).toEqual([2, 2])
      // Never wiped: each change overwrites.
      expect(out).not.toContain('\u001b[2J')

      writeFileSync(join(folder, 'people.csv'), 'id,name,town\n1,Ada,Paris\n')
      const second = await onTerminal(['run'], folder)
      expect(second.out).toMatch(/command +pause +\d+ ms of about 1\.\d s/)
      expect(second.out).toMatch(/tasks done · about \S+ m?s left/)
    },
  )

  it.skipIf(NO_TERMINAL !== '')(`gives the cursor back when it is interrupted${NO_TERMINAL}`, async () => {
    const { code, out } = await onTerminal(['run'], slowShop('sleep 0.6; kill -INT $PPID; sleep 0.3; kill -INT $PPID; sleep 5'))
    expect(code).toBe(1)
    expect(out.lastIndexOf(SHOW)).toBeGreaterThan(out.lastIndexOf(HIDE))
    expect(out).toContain(HIDE)
    const after = await screenAfter(out)
    expect(after).toContain('stopping: what runs is finished, nothing more is started; interrupt again to break it off')
    expect(after.filter((line) => /waiting|tasks done/.test(line))).toEqual([])
    expect(after.some((line) => line.startsWith(' cancelled in '))).toBe(true)
  })
})

const STATUSES = ['done', 'unchanged', 'failed', 'blocked', 'cancelled'] as const
const count = z.int().min(0)
/** As docs/guide/observing.md has it; any other field is refused. */
const logLineSchema = z.strictObject({
  time: z.iso.datetime(),
  level: z.enum(['info', 'warn', 'error']),
  event: z.enum(['run-started', 'task-started', 'task-retrying', 'task-output', 'task-ended', 'note', 'run-ended', 'error']),
  message: z.string(),
  project: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  run: z.string().exactOptional(),
  task: z.string().exactOptional(),
  status: z.enum([...STATUSES, 'succeeded']).exactOptional(),
  milliseconds: count.exactOptional(),
  rows: count.nullable().exactOptional(),
  load: z.strictObject({ read: count, loaded: count, rejected: count, duplicate: count, filtered: count }).exactOptional(),
  checks: z.strictObject({ passed: count, warned: count, failed: count }).exactOptional(),
  blockedBy: z.string().exactOptional(),
  attempt: z.int().min(1).exactOptional(),
  delayMilliseconds: count.exactOptional(),
  stream: z.enum(['stdout', 'stderr']).exactOptional(),
  error: z.strictObject({ code: z.string(), retryable: z.boolean() }).exactOptional(),
  tasks: z.union([count, z.partialRecord(z.enum(STATUSES), count)]).exactOptional(),
}) satisfies z.ZodType<LogLine>

describe('--log-format json', () => {
  const lines = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => logLineSchema.parse(JSON.parse(line)))

  it('writes a line of JSON for each thing that happens, all of one schema, beside the answer of --json', async () => {
    const folder = slowShop('echo said; echo wrongly >&2; echo "at https://h/?token=hunter2"')
    const { code, out, err } = await meshwright(['run', '--log-format', 'json', '--json'], folder)
    expect(code, err).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ status: 'succeeded' })
    const told = lines(err)
    expect(told[0]).toMatchObject({ event: 'run-started', tasks: 5, project: 'shop', environment: 'dev' })
    expect(told.filter(({ event }) => event === 'task-output').map(({ message, stream }) => `${stream} ${message}`)).toEqual(
      expect.arrayContaining(['stdout said', 'stderr wrongly', 'stdout at https://h/?token=[secret]']),
    )
    expect(told.find(({ task, event }) => task === 'ingest:people' && event === 'task-ended')).toMatchObject({
      level: 'info',
      status: 'done',
      load: { read: 3, loaded: 3, rejected: 0 },
    })
    expect(told.find(({ task, event }) => task === 'gate:people' && event === 'task-ended')).toMatchObject({
      checks: { passed: 3, failed: 0 },
    })
    expect(told.at(-1)).toMatchObject({ event: 'run-ended', status: 'succeeded', tasks: { done: 5 } })
    expect(new Set(told.map(({ run }) => run))).toEqual(new Set([JSON.parse(out).runId]))
    const resumed = await meshwright(['run', '--resume', '--log-format', 'json'], folder)
    expect(lines(resumed.err)).toMatchObject([{ event: 'note', message: expect.stringContaining('nothing is left of run') }])
  })

  it('also of a run that fails, is refused or was called wrongly', async () => {
    const folder = shop('id,name,town\none,Ada,London\n')
    const failed = await meshwright(['run', '--log-format=json'], folder)
    expect([failed.code, failed.out]).toEqual([1, ''])
    const told = lines(failed.err)
    expect(told.find(({ task, event }) => task === 'ingest:people' && event === 'task-ended')).toMatchObject({
      level: 'error',
      status: 'failed',
    })
    expect(told.find(({ task }) => task === 'gate:towns')).toMatchObject({ level: 'warn', status: 'blocked', blockedBy: 'ingest:people' })
    expect(told.at(-1)).toMatchObject({ level: 'error', event: 'run-ended', status: 'failed', tasks: { failed: 1, blocked: 3 } })

    for (const args of [
      ['--select', 'poeple'],
      ['--select', 'password=hunter2'],
      ['--selct', 'people'],
      ['--parallel', 'all'],
    ]) {
      const refused = await meshwright(['run', '--log-format', 'json', ...args], folder)
      expect(refused.code, args.join(' ')).toBe(2)
      expect(lines(refused.err), args.join(' ')).toMatchObject([{ level: 'error', event: 'error' }])
      expect(refused.err).not.toContain('hunter2')
    }
    expect(await meshwright(['run', '--log-format', 'xml'], folder)).toMatchObject({
      code: 2,
      err: 'error --log-format: "xml" is none; write --log-format json, or text\n',
    })
  })
})
