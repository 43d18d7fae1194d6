import { bundlePackage } from './bundle-package.ts'

const [root] = process.argv.slice(2)
if (root === undefined) throw new Error('usage: start-bundle.ts <folder of a package>')
await bundlePackage(root)
