import { enableCompileCache } from 'node:module'
import process from 'node:process'

// The command as it is published: the one of a checkout runs the sources. Built by `npm run bench`.
const DIST = new URL('../../../packages/cli/dist/', import.meta.url)

interface Hooks {
  hookModules(conditions: readonly string[]): unknown
}
interface Main {
  main(args: readonly string[], terminal: undefined, cwd: undefined, modules: unknown): Promise<number>
}

enableCompileCache()
const { hookModules } = (await import(new URL('module-hooks.js', DIST).href)) as Hooks
const modules = hookModules([])
const { main } = (await import(new URL('main.js', DIST).href)) as Main
process.exitCode = await main(process.argv.slice(2), undefined, undefined, modules)
