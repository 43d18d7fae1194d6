import { resolve } from 'node:path'
import { checkArrows } from './arrows.ts'

const root = resolve(import.meta.dirname, '../../..')
const { modules, dependencies, problems } = await checkArrows(
  root,
  resolve(root, '.dependency-cruiser.mjs'),
  resolve(root, 'tsconfig.base.json'),
)
for (const problem of problems) console.error(problem)
console.log(`${modules} modules, ${dependencies} imports, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
