#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`meshwright needs Node 22.18 or later; this is ${process.versions.node} (${process.execPath})\n`)
  process.exit(2)
}

// What V8 makes of the modules is kept for the next process, in the system's temporary folder (NODE_COMPILE_CACHE is another).
const { enableCompileCache } = await import('node:module')
enableCompileCache()

// In a checkout the sources run as they are; installed from a registry, the build does.
const { existsSync } = await import('node:fs')
const built = (file) => new URL(`../dist/${file}`, import.meta.url).href // not there in a checkout
const checkout = existsSync(new URL('../src/main.ts', import.meta.url))
const { hookModules } = checkout ? await import('../src/module-hooks.ts') : await import(built('module-hooks.js'))
const modules = hookModules(checkout ? ['@meshwright/source'] : [])
const { main } = checkout ? await import('../src/main.ts') : await import(built('main.js'))
process.exitCode = await main(process.argv.slice(2), undefined, undefined, modules)
