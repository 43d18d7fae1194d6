// Run as a process of its own: node writing-process.ts <json>. It opens an environment to write it, and publishes a record for each line of its input.
import { postgres, PostgresError } from '@meshwright/postgres'
import { createInterface } from 'node:readline'

const { url, seconds, run, stopAt } = JSON.parse(process.argv[2] ?? '') as { url: string; seconds: number; run?: string; stopAt?: string }
const say = (what: string) => process.stdout.write(`${what}\n`)
const told = (error: unknown) => (error instanceof PostgresError ? `${error.code}: ${error.message}` : String(error)).replaceAll('\n', ' ')

const store = await postgres({ url, leaseSeconds: seconds }).open({
  home: '',
  environment: { name: 'test', schema: 'mart', reads: {} },
  signal: new AbortController().signal,
  access: 'write',
  waitSeconds: 20,
  ...(run === undefined ? {} : { run }),
  onWait: (message) => say(`waits: ${message}`),
  onStep: (step) => step === stopAt && process.kill(process.pid, 'SIGSTOP'),
})
say('open')
const column = { name: 'who', type: { type: 'string' }, nullable: false, description: '', rules: [] } as const
for await (const line of createInterface({ input: process.stdin })) {
  const records = [{ table: { schema: 'mart', table: 'written' }, columns: [column], rows: [[line]] }]
  say(await store.publish({ publishId: line, tables: [], views: [], records }).then(() => `published ${line}`, told))
  say(await store.drop([{ schema: 'mart', table: 'nothing' }]).then(() => 'dropped', told))
}
await store.close()
