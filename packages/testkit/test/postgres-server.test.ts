import { existsSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPostgres } from '@meshwright/testkit/postgres'
import { expect, test } from 'vitest'

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).then((result) => (socket.destroy(), result as boolean))
}

test('it accepts connections, stops, and removes its folder', async () => {
  const server = await startPostgres()
  try {
    expect(await answers(server.port)).toBe(true)
    expect(server.url('a b')).toBe(`postgres://postgres@127.0.0.1:${server.port}/a%20b`)
  } finally {
    await server.stop()
  }
  await server.stop()
  expect(await answers(server.port)).toBe(false)
  expect(existsSync(server.folder)).toBe(false)
})

test('several run beside each other', async () => {
  const servers = await Promise.all([startPostgres(), startPostgres()])
  try {
    expect(new Set(servers.map((server) => server.port)).size).toBe(2)
    for (const server of servers) expect(await answers(server.port)).toBe(true)
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
})

test('it ends with the process that started it, even by SIGKILL', async () => {
  const module = import.meta.resolve('@meshwright/testkit/postgres')
  const script = `import { startPostgres } from ${JSON.stringify(module)}; const s = await startPostgres(); process.stdout.write(JSON.stringify([s.port, s.folder])); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--conditions=@meshwright/source', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [text] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const [port, folder] = JSON.parse(text) as [number, string]
  expect(await answers(port)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'close')
  for (let tries = 0; tries < 100 && ((await answers(port)) || existsSync(folder)); tries++) await sleep(100)
  expect([await answers(port), existsSync(folder)]).toEqual([false, false])
})
