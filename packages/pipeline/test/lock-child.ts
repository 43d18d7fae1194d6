// Run as a process of its own: node lock-child.ts <folder> <locks> <when> <processes>. It goes for the locks 0, 1, 2 … of a folder, each when
// others do so, and ends when they have tried them all.
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { holdSchedule } from '../src/index.ts'

const [folder = '', count, when, processes] = process.argv.slice(2)
for (let lock = 0; lock < Number(count); lock++) {
  while (Date.now() < Number(when) + 5 * lock);
  try {
    holdSchedule(join(folder, String(lock)), new Date(), () => undefined)
    appendFileSync(join(folder, 'held'), `${lock}\n`)
  } catch {
    // Another has it.
  }
}

const tried = join(folder, 'tried')
appendFileSync(tried, '.')
while (readFileSync(tried, 'utf8').length < Number(processes)) await sleep(20)
