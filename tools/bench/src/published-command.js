// The command as it is published: the one of a checkout runs the sources. Built by `npm run bench`. It is JavaScript, as what is
// published is: a file of TypeScript would have Node load what strips its types.
const { hookModules, main } = await import(new URL('../../../packages/cli/dist/program.js', import.meta.url).href)
const modules = hookModules([])
process.exitCode = await main(process.argv.slice(2), undefined, undefined, modules)
