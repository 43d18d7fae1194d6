// A server in miniature: FAKE says what becomes of it. A child is at the head of a session of its own, as tasks of a scheduler are.
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'

const { FAKE = 'well', PORT, PIDS = '' } = process.env
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' })
appendFileSync(PIDS, `${process.pid}\n${child.pid}\n`)
console.log('reading the settings')
if (FAKE === 'dies') {
  console.error('no such setting: colour')
  process.exit(3)
}
if (FAKE === 'taken') {
  console.error('Error: listen EADDRINUSE: address already in use')
  process.exit(1)
}
if (FAKE === 'stubborn') process.on('SIGTERM', () => console.log('not now'))
if (FAKE === 'silent') setInterval(() => {}, 1000)
else createServer((_request, response) => response.end('well')).listen(Number(PORT), '127.0.0.1')
