import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorClasses, withErrorCodes } from './error-codes.ts'
import { ROOT } from './pages.ts'

// `npm run write-errors -w tools/doc-examples`: writes the codes of all packages into the page about them.
const path = join(ROOT, 'docs/guide/troubleshooting.md')
writeFileSync(path, withErrorCodes(readFileSync(path, 'utf8'), await errorClasses()))
