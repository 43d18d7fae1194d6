import { MeshwrightError, type ErrorCodes } from '@meshwright/contracts'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './pages.ts'

/** The error class of a package, with what it says about its codes. */
export interface ErrorClass {
  readonly package: string
  /** Below the root of the repository. */
  readonly folder: string
  readonly name: string
  readonly codes: ErrorCodes
}

/** The error classes of all packages that are published, the command line's first. */
export async function errorClasses(): Promise<ErrorClass[]> {
  const found: ErrorClass[] = []
  for (const file of globSync('packages/{*,*/*}/package.json', { cwd: ROOT }).toSorted()) {
    const { name, private: hidden } = JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as { name: string; private?: boolean }
    if (hidden === true) continue
    const exported = (await import(pathToFileURL(join(ROOT, dirname(file), 'src/index.ts')).href)) as Record<string, unknown>
    for (const value of Object.values(exported)) {
      if (typeof value !== 'function' || !(value.prototype instanceof MeshwrightError)) continue
      const { codes } = value as { codes?: ErrorCodes }
      if (codes === undefined) throw new Error(`${name}: ${value.name} has no static codes: say what each means and what to do`)
      found.push({ package: name, folder: dirname(file), name: value.name, codes })
    }
  }
  return found
}

const BEGIN = '<!-- From here on generated from the packages: npm run write-errors -w tools/doc-examples -->'

/** The page with its generated half made anew; what stands above it is written by people. */
export function withErrorCodes(page: string, classes: readonly ErrorClass[]): string {
  const written = page.split(BEGIN)[0]?.trimEnd() ?? ''
  const sections = classes.map(
    ({ package: from, name, codes }) =>
      `## ${name} (${from})\n\n${Object.entries(codes)
        .map(([code, { means, todo }]) => `- **\`${code}\`** ${means}\\\n  → ${todo}`)
        .join('\n')}\n`,
  )
  return `${written}\n\n${BEGIN}\n\n${sections.join('\n')}`
}
