// Run as a process of its own: node holding-process.ts <home> <write|read> [kill]. It opens the warehouse and says so; then it waits for its
// input to end, or is killed in the middle of its work.
import { duckdb } from '../src/index.ts'

const [home = '', access, end] = process.argv.slice(2)
const store = await duckdb({ memoryLimit: '200MB', threads: 1 }).open({
  home,
  environment: { name: 'test', schema: 'main', reads: {} },
  signal: new AbortController().signal,
  access: access === 'read' ? 'read' : 'write',
  waitSeconds: 10,
})
if (access === 'write') await store.query('create table if not exists held as select 42 as answer')
if (end === 'kill') process.kill(process.pid, 'SIGKILL')
process.stdout.write('open\n')
for await (const _ of process.stdin);
await store.close()
