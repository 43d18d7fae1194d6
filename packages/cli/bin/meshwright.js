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
const { registerHooks } = await import('node:module')
const loaded = new Set()
registerHooks({ resolve: resolveOnce(checkout ? ['@meshwright/source'] : [], loaded) })
const { main } = await import(checkout ? sources.href : '../dist/main.js')
process.exitCode = await main(process.argv.slice(2), undefined, undefined, loaded)

/**
 * Thousands of models name the same packages and contracts. Where a name leads depends on nothing but the folder of the file that
 * imports it, and for a relative one on the place that it names, so each is looked up once: a third less time to load a project.
 * What was found is noted in `loaded`.
 */
function resolveOnce(conditions, loaded) {
  const known = new Map()
  return (specifier, context, next) => {
    const given = [...context.conditions] // for require, Node 22 has a set
    const imported = given.includes('import')
    const find = () => {
      const found = next(specifier, imported ? { ...context, conditions: [...conditions, ...given] } : context)
      loaded.add(found.url)
      return found
    }
    const from = context.parentURL
    if (!from?.startsWith('file:') || !imported || Object.keys(context.importAttributes).length > 0) return find()
    const key = /^[.]{1,2}[/]/.test(specifier) ? new URL(specifier, from).href : `${specifier} ${from.slice(0, from.lastIndexOf('/'))}`
    let found = known.get(key)
    if (found === undefined) known.set(key, (found = { ...find(), shortCircuit: true }))
    return found
  }
}
