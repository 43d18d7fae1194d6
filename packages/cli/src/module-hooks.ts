import { lstatSync, readFileSync, realpathSync } from 'node:fs'
import { registerHooks, type LoadFnOutput, type ResolveFnOutput, type ResolveHookContext } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sourceText, StrippedSources, type FileStamp } from './stripped-sources.ts'

/** The modules that this process imports. */
export interface Modules {
  /** Their URLs. */
  readonly loaded: ReadonlySet<string>
  readonly sources: StrippedSources
  /** Leaves what is imported from now on to Node alone, for which a package of hundreds of files is cheaper without being asked about each. */
  release(): void
}

interface FoundFile {
  readonly path: string
  readonly stamp: FileStamp
}

/**
 * Makes importing thousands of files cheap. Where an import leads depends on nothing but the folder of the file that imports it, and
 * for a relative one on the place that it names, so each is looked up once. A relative import of a plain file of an ES module package
 * is found and read here, with one look at the file; whatever else it is, Node finds and reads it, errors included.
 */
export function hookModules(conditions: readonly string[]): Modules {
  const loaded = new Set<string>()
  const sources = new StrippedSources()
  const known = new Map<string, ResolveFnOutput>()
  const targets = new Map<string, ResolveFnOutput>()
  const files = new Map<string, FoundFile>()
  const folders = new Map<string, ModuleFolder>()
  const direct = readsAsNode()

  const find = (specifier: string, from: string): ResolveFnOutput | undefined => {
    const ending = direct ? PLAIN_FILE.exec(specifier)?.[1] : undefined
    if (ending === undefined) return undefined
    const { href } = new URL(specifier, from)
    const slash = href.lastIndexOf('/') + 1
    let folder = folders.get(href.slice(0, slash))
    if (folder === undefined) folders.set(href.slice(0, slash), (folder = moduleFolder(fileURLToPath(href.slice(0, slash)))))
    if (!folder.plain || (ending.startsWith('m') ? false : !folder.module)) return undefined
    const typed = ending.endsWith('ts')
    if (typed && folder.installed) return undefined
    const path = folder.path + href.slice(slash)
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found?.isFile() !== true) return undefined
    files.set(href, { path, stamp: [found.size, found.mtimeMs, found.ctimeMs] })
    return { url: href, format: typed ? 'module-typescript' : 'module', shortCircuit: true }
  }

  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const given = [...context.conditions] // for require, Node 22 has a set
      const imported = given.includes('import')
      const ask = () => next(specifier, imported ? { ...context, conditions: [...conditions, ...given] } : context)
      const from = imported ? importer(context) : undefined
      if (from === undefined) {
        const found = ask()
        loaded.add(found.url)
        return found
      }
      const key = `${specifier} ${from.slice(0, from.lastIndexOf('/'))}`
      let found = known.get(key)
      if (found !== undefined) return found
      const target = RELATIVE.test(specifier) ? new URL(specifier, from).href : undefined
      found = target === undefined ? undefined : targets.get(target)
      if (found === undefined) {
        found = find(specifier, from) ?? { ...ask(), shortCircuit: true }
        loaded.add(found.url)
        if (target !== undefined) targets.set(target, found)
      }
      known.set(key, found)
      return found
    },
    load(url, context, next) {
      const file = files.get(url)
      if (file === undefined) return next(url, context)
      files.delete(url)
      try {
        const source = url.endsWith('ts') ? sources.text(file.path, file.stamp) : sourceText(file.path)
        return { format: 'module', source, shortCircuit: true } satisfies LoadFnOutput
      } catch {
        return next(url, context) // Node says what is wrong, and where
      }
    },
  })
  return {
    loaded,
    sources,
    release: () => {
      // In a checkout they say which files packages are.
      if (conditions.length === 0) hooks.deregister()
    },
  }
}

const RELATIVE = /^[.]{1,2}[/]/
/** A relative specifier that reads alike as path and as URL, and its ending. */
const PLAIN_FILE = /^[.]{1,2}[/][\w./-]*[.](m?[jt]s)$/

/** The URL of the file that imports, unless the import says more than a name. */
const importer = ({ parentURL, importAttributes }: ResolveHookContext): string | undefined =>
  parentURL?.startsWith('file:') === true && Object.keys(importAttributes).length === 0 ? parentURL : undefined

/** Whether nothing was asked of Node that has modules found, read or stripped otherwise. */
function readsAsNode(): boolean {
  const options = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' ')
  return process.features.typescript === 'strip' && !/(?:^|\s)(?:-r|--(?:require|import|loader|experimental-|preserve-|no-))/.test(options)
}

interface ModuleFolder {
  /** With a separator at its end. */
  readonly path: string
  /** Whether no part of its path is a link. */
  readonly plain: boolean
  /** Whether its package says that its files are ES modules. */
  readonly module: boolean
  /** Whether it is in a `node_modules`, where Node strips no types. */
  readonly installed: boolean
}

function moduleFolder(path: string): ModuleFolder {
  const bare = path.slice(0, -1)
  try {
    return {
      path,
      plain: realpathSync(bare) === bare,
      module: packageType(bare) === 'module',
      installed: /[\\/]node_modules[\\/]/.test(path),
    }
  } catch {
    return { path, plain: false, module: false, installed: false }
  }
}

/** What the nearest package.json upwards says of its modules. Throws when it is no JSON. */
function packageType(folder: string): unknown {
  for (let at = folder; !/[\\/]node_modules$/.test(at); at = dirname(at)) {
    const text = readIfThere(join(at, 'package.json'))
    if (text !== undefined) return (JSON.parse(text) as { type?: unknown }).type
    if (dirname(at) === at) break
  }
  return undefined
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
