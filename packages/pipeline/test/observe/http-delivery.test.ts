import { Secret } from '@meshwright/contracts'
import { expect, it, onTestFinished, vi } from 'vitest'
import { HttpDelivery, type DeliveryLimits } from '../../src/observe/http-delivery.ts'
import { httpTarget } from '../../src/observe/http-target.ts'
import { endpoint } from './endpoint.ts'

const never = new AbortController().signal
const quick: DeliveryLimits = { requestMilliseconds: 400, pauseMilliseconds: 5, endMilliseconds: 10_000, waitingCharacters: 1000 }
const TOKEN = 'T0KEN'

async function deliver(url: string, messages: number, limits: Partial<DeliveryLimits> = {}, cancel = never) {
  const delivery = new HttpDelivery(httpTarget('webhook', `${url}/${TOKEN}?key=${TOKEN}`), cancel, { ...quick, ...limits })
  for (let index = 0; index < messages; index++) delivery.send(JSON.stringify({ index }))
  const began = performance.now()
  const problems = await delivery.end('event')
  expect(problems.join()).not.toContain(TOKEN)
  return { problems, milliseconds: performance.now() - began }
}

it('delivers in order, and tries once more what was refused for a moment', async () => {
  const { origin, received } = await endpoint('accept', 500, 'accept', 'close', 'accept', 429, 'accept', 'hang', 'accept')
  expect((await deliver(origin, 5)).problems).toEqual([])
  expect(received.map(({ body }) => body)).toEqual([0, 1, 2, 3, 4].map((index) => ({ index })))
})

it.each([
  ['refused twice', [500, 503], 'it answered 503'],
  ['refused for good', [400], 'it answered 400'],
  ['sent elsewhere', [302], 'it answered 302'],
  ['closed twice', ['close', 'close'], 'it closed the connection'],
  ['never answered', ['hang', 'hang'], 'it did not answer within 0.4 s'],
] as const)('a message that is %s is counted with the reason, and the next one arrives', async (_how, answers, why) => {
  const { origin, received } = await endpoint(...answers)
  expect((await deliver(origin, 2)).problems).toEqual([`1 of 2 events could not be delivered to ${origin}: ${why}`])
  expect(received.map(({ body }) => body)).toEqual([{ index: 1 }])
})

it('an answer whose body never ends is an answer', async () => {
  const { origin } = await endpoint('trickle')
  expect((await deliver(origin, 1)).problems).toEqual([])
})

it('nothing listens: after three in a row the rest is not tried', async () => {
  const { origin, close } = await endpoint()
  await close()
  const { problems, milliseconds } = await deliver(origin, 40)
  expect(problems).toEqual([`40 of 40 events could not be delivered to ${origin}: nothing listens there (ECONNREFUSED)`])
  expect(milliseconds).toBeLessThan(2000)
})

it('an endpoint that hangs holds nobody up for longer than the limit, and less once the run is cancelled', async () => {
  const { origin } = await endpoint(...Array.from({ length: 20 }, () => 'hang' as const))
  const slow = await deliver(origin, 5, { requestMilliseconds: 5000, endMilliseconds: 600 })
  expect(slow.problems).toEqual([`5 of 5 events could not be delivered to ${origin}: the run had ended before it took them all`])
  expect(slow.milliseconds).toBeLessThan(4000)
  const cancel = new AbortController()
  setTimeout(() => cancel.abort(), 50)
  const cancelled = await deliver(origin, 5, { requestMilliseconds: 5000 }, cancel.signal)
  expect(cancelled.milliseconds).toBeLessThan(4000)
})

it('keeps no more than the limit in memory', async () => {
  const { origin, received } = await endpoint()
  const { problems } = await deliver(origin, 200)
  expect(problems).toEqual([expect.stringMatching(/^\d+ of 200 events could not be delivered to .*: it takes them too slowly$/)])
  expect(received.length).toBeGreaterThan(50)
  expect(received.length).toBeLessThan(200)
})

it('a user and password in the URL are sent as a header, and shown nowhere', async () => {
  const { origin, received } = await endpoint()
  const target = httpTarget('openLineage', new Secret('LINEAGE', () => origin.replace('//', '//me:p%40ss@')))
  expect([target.origin, String(target.url)]).toEqual([origin, `${origin}/`])
  const delivery = new HttpDelivery(target, never, quick)
  delivery.send('{}')
  expect(await delivery.end('event')).toEqual([])
  expect(received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`)
})

it.each(['nonsense', 'ftp://example.com/x', ''])('%j is refused without being shown', (url) => {
  expect(() => httpTarget('webhook', url)).toThrow(/^webhook: the url is no URL that begins with http:\/\/ or https:\/\/$/)
  if (url !== '')
    expect(() => httpTarget('webhook', new Secret('HOOK', () => url))).toThrow('webhook: what the secret HOOK holds is no URL')
})

it('a message is delivered whenever it comes, also as the one before has just been', async () => {
  const posted = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response())
  onTestFinished(() => posted.mockRestore())
  for (let turns = 0; turns < 40; turns++) {
    posted.mockClear()
    const delivery = new HttpDelivery(httpTarget('webhook', 'http://localhost'), never)
    delivery.send('1')
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    delivery.send('2')
    await delivery.end('event')
    expect(posted, `after ${turns} turns`).toHaveBeenCalledTimes(2)
  }
})
