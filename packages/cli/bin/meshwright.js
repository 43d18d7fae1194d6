#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`meshwright needs Node 22.18 or later; this is ${process.versions.node} (${process.execPath})\n`)
  process.exit(2)
}

// In a checkout the sources run as they are; installed from a registry, the build does.
const { existsSync } = await import('node:fs')
const sources = new URL('../src/main.ts', import.meta.url)
const checkout = existsSync(sources)
if (checkout) {
  const { registerHooks } = await import('node:module')
  const SOURCE = '@meshwright/source'
  registerHooks({ resolve: (specifier, context, next) => next(specifier, { ...context, conditions: [SOURCE, ...context.conditions] }) })
}
const { main } = await import(checkout ? sources.href : '../dist/main.js')
process.exitCode = await main(process.argv.slice(2))
