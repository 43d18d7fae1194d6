import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { canonicalJson, ContractError, jsonWithoutPasswords, Secret, secret, withoutPasswords } from '@meshwright/contracts'

const VALUE = 'hunter2-very-secret'

describe('secret', () => {
  beforeEach(() => void (process.env['MESHWRIGHT_TEST_SECRET'] = VALUE))
  afterEach(() => void delete process.env['MESHWRIGHT_TEST_SECRET'])
  const made = secret('MESHWRIGHT_TEST_SECRET')

  test('its value is there for who asks', () => expect(made.reveal()).toBe(VALUE))

  test.each<[string, () => string]>([
    ['String', () => String(made)],
    ['a template', () => `${made}`],
    ['concatenation', () => 'x' + (made as unknown as string)],
    ['JSON', () => JSON.stringify({ made, list: [made] })],
    ['canonical JSON', () => canonicalJson({ made })],
    ['inspect', () => inspect(made, { showHidden: true, depth: null })],
    ['inspect of what holds it', () => inspect({ options: { password: made } }, { showHidden: true, depth: null })],
    ['an error', () => inspect(new Error(`could not connect with ${made}`, { cause: made }))],
    ['an error with fields', () => inspect(Object.assign(new Error('no'), { options: { made } }), { depth: null })],
    ['its own keys', () => JSON.stringify([Reflect.ownKeys(made), Object.entries(made)])],
    ['a spread', () => JSON.stringify({ ...made })],
    ['a clone', () => JSON.stringify(structuredClone({ ...made }))],
  ])('no value in %s', (_name, print) => {
    made.reveal()
    const printed = print()
    expect(printed).not.toContain(VALUE)
    expect(printed).not.toContain('hunter2')
  })

  test('it says what it is', () => {
    expect(String(made)).toBe('[secret]')
    expect(JSON.stringify({ made })).toBe('{"made":"[secret]"}')
    expect(inspect(made)).toBe('secret("MESHWRIGHT_TEST_SECRET")')
  })

  test('a missing or empty one is named when it is needed, and not before', () => {
    for (const value of [undefined, '']) {
      const missing = new Secret('NOT_SET', () => value)
      expect(() => missing.reveal()).toThrow(ContractError)
      expect(() => missing.reveal()).toThrow(expect.objectContaining({ code: 'secret-missing' }))
      expect(() => missing.reveal()).toThrow('the secret NOT_SET is not set: give it as an environment variable of that name')
    }
  })
})

describe('withoutPasswords', () => {
  test.each([
    ['postgres://me:hunter2@host:5432/db', 'postgres://me:[secret]@host:5432/db'],
    [
      'failed: mysql://root:hunter2@h/db and postgresql+ssl://u:hunter2@h2',
      'failed: mysql://root:[secret]@h/db and postgresql+ssl://u:[secret]@h2',
    ],
    ['redis://:hunter2@host', 'redis://:[secret]@host'],
    ['postgres://me:hun@ter2@host/db', 'postgres://me:[secret]@host/db'],
    ['postgres://me:hun/ter2@host/db', 'postgres://me:[secret]@host/db'],
    ['host=h user=me password=hunter2 dbname=d', 'host=h user=me password=[secret] dbname=d'],
    [`password = 'hunter2 x'`, 'password = [secret]'],
    ['https://h/?token=hunter2&page=1', 'https://h/?token=[secret]&page=1'],
  ])('%s', (text, expected) => expect(withoutPasswords(text)).toBe(expected))
  test.each(['postgres://me@host:5432/db', 'http://localhost:8080/path', 'write to me@host.example', 'a: b@c', 'the password is wrong'])(
    '%s is left as it is',
    (text) => {
      expect(withoutPasswords(text)).toBe(text)
    },
  )
  test.each([
    ['a word', 'y'],
    ['addresses without a password', 'https://h/p'],
    ['users and no @', 'ftp://a:b'],
    ['settings without a value', 'password='],
  ])('a megabyte of %s takes no time to speak of', (_what, part) => {
    const text = part.repeat(Math.ceil(1_000_000 / part.length))
    const began = performance.now()
    expect(withoutPasswords(`${text} pg://u:hunter2@h`)).not.toContain('hunter2')
    expect(performance.now() - began).toBeLessThan(3000)
  })
})

test('JSON without passwords is JSON', () => {
  const value = { message: 'no: password=hunter2', list: ['https://h/?token=hunter2', 'give it as token='], at: new Date(0), count: 1 }
  expect(JSON.parse(jsonWithoutPasswords(value))).toEqual({
    message: 'no: password=[secret]',
    list: ['https://h/?token=[secret]', 'give it as token='],
    at: '1970-01-01T00:00:00.000Z',
    count: 1,
  })
  expect(jsonWithoutPasswords(JSON.parse(jsonWithoutPasswords(value)))).toBe(jsonWithoutPasswords(value))
})
