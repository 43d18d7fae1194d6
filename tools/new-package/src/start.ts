import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { newPackage } from './new-package.ts'

const root = resolve(import.meta.dirname, '../../..')
const [path, ...rest] = process.argv.slice(2)
if (path === undefined || rest.length > 0) {
  console.error('npm run new-package -- connectors/<name> | warehouses/<name> | <name>')
  process.exit(2)
}
try {
  const { files } = await newPackage(root, path)
  for (const file of files) console.log(file)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
// Links it, so that it can be imported, and writes it into the lock file.
process.exitCode = spawnSync('npm', ['install'], { cwd: root, stdio: 'inherit' }).status ?? 1
