#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`meshwright needs Node 22.18 or later; this is ${process.versions.node} (${process.execPath})\n`)
  process.exit(2)
}

// In a checkout the sources run as they are; installed from a registry, the build does.
const { existsSync } = await import('node:fs')
const sources = new URL('../src/program.ts', import.meta.url)
const checkout = existsSync(sources)
const { hookModules, main } = await import((checkout ? sources : new URL('../dist/program.js', import.meta.url)).href)
const modules = hookModules(checkout ? ['@meshwright/source'] : [])
process.exitCode = await main(process.argv.slice(2), undefined, undefined, modules)
