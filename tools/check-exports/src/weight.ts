import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import type { PublicPackage } from './public-package.ts'
import { run } from './run.ts'

/** What a package costs whoever imports it. */
export interface Weight {
  /** Its own code bundled, minified and gzipped, without what it imports. */
  readonly bundle: number
  /** What importing it takes a cold process, beyond starting Node. Milliseconds, the least of five. */
  readonly importing: number
  readonly problems: readonly string[]
}

/** More than this is a sign that something is carried along which does not belong there: the whole command line, and the runner with what observes it, are below. */
const BUNDLE_LIMIT = 48 * 1024

/** What may be loaded by an import alone: contracts are zod objects, queries are Kysely's. Everything else comes when it is used. */
const LIGHT = new Set(['zod', 'kysely'])

/** Weighs a package in a project that installed it. */
export async function weigh(folder: string, each: PublicPackage): Promise<Weight> {
  const bundle = await bundleBytes(join(folder, 'node_modules', each.name))
  const heavy = (await loadedPackages(folder, each)).filter((name) => !name.startsWith('@meshwright/') && !LIGHT.has(name))
  return {
    bundle,
    importing: (await coldMilliseconds(folder, importOf(each))) - (await coldMilliseconds(folder, '0')),
    problems: [
      ...(bundle > BUNDLE_LIMIT ? [`its own code is ${bundle} bytes gzipped, more than ${BUNDLE_LIMIT}`] : []),
      ...heavy.map((name) => `importing it loads ${name} before it is used`),
    ],
  }
}

const importOf = ({ specifiers }: PublicPackage) => `await import('${specifiers[0]}')`

async function bundleBytes(folder: string): Promise<number> {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { exports: { '.': { default: string } } }
  const bundle = await rolldown({
    input: join(folder, exports['.'].default),
    platform: 'node',
    external: (id) => /^[a-z@]/.test(id),
    logLevel: 'silent',
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  return gzipSync(output.map((part) => (part.type === 'chunk' ? part.code : '')).join('')).length
}

// Names of the packages whose modules were loaded, printed at the end.
const LISTING = `
import { registerHooks } from 'node:module'
const names = new Set()
registerHooks({ load(url, context, next) {
  const found = /.*node_modules[/]((?:@[^/]+[/])?[^/]+)/.exec(url)
  if (found) names.add(found[1])
  return next(url, context)
} })
process.on('exit', () => process.stdout.write(JSON.stringify([...names].sort())))`

async function loadedPackages(folder: string, each: PublicPackage): Promise<string[]> {
  const hook = `data:text/javascript,${encodeURIComponent(LISTING)}`
  const { stdout } = await run(process.execPath, ['--import', hook, '--input-type=module', '--eval', importOf(each)], folder)
  return JSON.parse(stdout) as string[]
}

async function coldMilliseconds(folder: string, script: string): Promise<number> {
  let least = Infinity
  for (let round = 0; round < 5; round++) {
    const began = performance.now()
    await run(process.execPath, ['--input-type=module', '--eval', script], folder)
    least = Math.min(least, performance.now() - began)
  }
  return least
}
