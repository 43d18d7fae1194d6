import { enableCompileCache } from 'node:module'

// The command as it is published: the one of a checkout runs the sources. Built by `npm run bench`. It is JavaScript, as what is
// published is: a file of TypeScript would have Node load what strips its types.
enableCompileCache()
const dist = new URL('../../../packages/cli/dist/', import.meta.url)
const { hookModules } = await import(new URL('module-hooks.js', dist).href)
const modules = hookModules([])
const { main } = await import(new URL('main.js', dist).href)
process.exitCode = await main(process.argv.slice(2), undefined, undefined, modules)
