import { readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Packed } from './pack.ts'

const REQUIRED = ['package.json', 'README.md', 'LICENSE']

const UNWANTED: readonly (readonly [what: string, path: RegExp])[] = [
  ['a test', /(^|\/)(test|tests|__tests__|fixtures)\/|\.test(-d)?\./],
  // A template is what somebody else's sources begin with.
  ['a source', /(^|\/)src\/|^(?!template\/).*(?<!\.d)\.ts$/],
  ['a build record', /\.tsbuildinfo$|(^|\/)tsconfig/],
  ['a place for secrets', /(^|\/)(\.env.*|\.npmrc|\.netrc|id_[a-z0-9]+)$|\.(pem|key|p12|pfx)$/],
]

const SECRETS: readonly (readonly [what: string, text: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36}\b/],
  ['an AWS key', /\bAKIA[0-9A-Z]{16}\b/],
  ['a password in a URL', /\b[a-z]+:\/\/[a-z0-9_]+:(?!password@)[^\s:@/'"`$<>{}[\]*]{3,}@/i],
]

/** What must not be published, and what is missing. `root` is this checkout, which no published file may name. */
export function tarballProblems(packed: Packed, root: string): string[] {
  const machine = [root, homedir(), tmpdir()].filter((path) => path.length > 1)
  return [
    ...REQUIRED.filter((path) => !packed.paths.includes(path)).map((path) => `${path} is missing`),
    ...packed.paths.flatMap((path) => UNWANTED.filter(([, pattern]) => pattern.test(path)).map(([what]) => `holds ${what}: ${path}`)),
    ...packed.paths.flatMap((path) => {
      const text = readFileSync(join(packed.content, path), 'utf8')
      return [
        ...machine.filter((place) => text.includes(`${place}/`)).map((place) => `${path} names ${place}, a path of this machine`),
        ...SECRETS.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${path} holds ${what}`),
        ...(path === 'package.json' ? dependencyProblems(text) : []),
      ]
    }),
  ]
}

function dependencyProblems(text: string): string[] {
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(text) as Record<string, Record<string, string> | undefined>
  return Object.entries({ ...dependencies, ...peerDependencies })
    .filter(([, range]) => /^(workspace|file|link|git|https?):|^\*$/.test(range))
    .map(([name, range]) => `depends on ${name} as ${range}, which says nothing to a registry`)
}
