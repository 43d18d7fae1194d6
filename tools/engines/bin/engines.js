#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`engines needs Node 22.18 or later, such as npm ci brings: npx engines (this is ${process.versions.node})\n`)
  process.exit(2)
}

// The sources of the packages run as they are.
const { registerHooks } = await import('node:module')
registerHooks({ resolve: (name, context, next) => next(name, { ...context, conditions: ['@meshwright/source', ...context.conditions] }) })
const { main } = await import('../src/main.ts')
process.exitCode = await main(process.argv.slice(2))
