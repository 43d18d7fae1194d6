#!/usr/bin/env node
// In a checkout the sources run as they are; installed from a registry, the build does.
import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'

const sources = new URL('../src/main.ts', import.meta.url)
if (existsSync(sources)) {
  const SOURCE = '@meshwright/source'
  registerHooks({ resolve: (specifier, context, next) => next(specifier, { ...context, conditions: [SOURCE, ...context.conditions] }) })
}
const { main } = await import(existsSync(sources) ? sources.href : '../dist/main.js')
process.exitCode = await main(process.argv.slice(2))
