import { ContractError } from './errors.ts'

const PRINTED = '[secret]'

/**
 * A value that comes from the environment and that no document, log or error can print: text conversion, JSON and inspection
 * all show `[secret]`. Only the adapter that needs it calls `reveal`.
 */
export class Secret {
  /** The name of the environment variable; not itself secret. */
  readonly name: string
  readonly #read: () => string | undefined

  constructor(name: string, read: () => string | undefined) {
    this.name = name
    this.#read = read
  }

  /** The value. Throws ContractError `secret-missing` when the environment does not hold it. */
  reveal(): string {
    const value = this.#read()
    if (value === undefined || value === '')
      throw new ContractError('secret-missing', `the secret ${this.name} is not set: give it as an environment variable of that name`)
    return value
  }

  toString(): string {
    return PRINTED
  }

  toJSON(): string {
    return PRINTED
  }

  [Symbol.toPrimitive](): string {
    return PRINTED
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `secret(${JSON.stringify(this.name)})`
  }
}

const named = new Set<string>()

/** The secrets that this process has named so far, and whether the environment holds them. */
export function namedSecrets(): { readonly name: string; readonly present: boolean }[] {
  return [...named].map((name) => ({ name, present: (process.env[name] ?? '') !== '' }))
}

/** Names a secret of the environment; it is read when an adapter needs it, not before. */
export function secret(name: string): Secret {
  named.add(name)
  return new Secret(name, () => process.env[name])
}

/**
 * Replaces the passwords of connection URLs and of `password=…` settings: `postgres://me:pw@host/db` → `postgres://me:[secret]@host/db`.
 * A password that holds an unescaped @ is taken as far as the last one: rather too much is hidden than too little.
 */
export function withoutPasswords(text: string): string {
  return withoutCredentials(text).replaceAll(
    /\b(password|passwd|pwd|secret|token|api_?key)(\s*=\s*)('[^']*'|"[^"]*"|[^\s&;,]+)/gi,
    `$1$2${PRINTED}`,
  )
}

/** In one pass, however long the text is: one line of a program may hold a megabyte. */
function withoutCredentials(text: string): string {
  const users = /[a-z0-9+.-]:\/\/[^\s:@/]*:/gi
  const ends = /[\s"'<>]|$/g
  let masked = ''
  let told = 0
  let end = -1
  let at = -1
  while (users.test(text)) {
    const start = users.lastIndex
    if (start > end) {
      ends.lastIndex = start
      end = ends.exec(text)?.index ?? text.length
      at = start + text.slice(start, end).lastIndexOf('@')
    }
    if (at < start) continue
    masked += `${text.slice(told, start)}${PRINTED}`
    told = at
    users.lastIndex = at
  }
  return masked + text.slice(told)
}

/** A value as JSON whose texts are as `withoutPasswords` leaves them; masked as a whole it might be JSON no more. */
export function jsonWithoutPasswords(value: unknown): string {
  return JSON.stringify(value, (_name, text: unknown) => (typeof text === 'string' ? withoutPasswords(text) : text))
}
