import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readBlocks, type CodeBlock } from './code-block.ts'

export const ROOT = resolve(import.meta.dirname, '../../..')

/** A page whose blocks are executed. */
export interface Page {
  /** Below the root of the repository. */
  readonly path: string
  /** A folder below the root that its blocks are run in a copy of: `<!-- examples run in a copy of apps/django-apparel -->`. */
  readonly copyOf: string | undefined
  /** The variable that its blocks find the URL of a Postgres in: `<!-- examples run beside a Postgres at WAREHOUSE_URL -->`. */
  readonly postgresAt: string | undefined
  readonly blocks: readonly CodeBlock[]
}

export function readPages(): Page[] {
  const found = ['README.md', 'docs/guide/*.md', 'packages/*/README.md', 'packages/*/*/README.md'].flatMap((pattern) =>
    globSync(pattern, { cwd: ROOT, exclude: (path) => path.endsWith('node_modules') || path.endsWith('template') }),
  )
  return found.sort().map((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8')
    const said = (what: RegExp) => what.exec(text)?.[1]
    return {
      path,
      copyOf: said(/<!-- examples run in a copy of (\S+) -->/),
      postgresAt: said(/<!-- examples run beside a Postgres at (\S+) -->/),
      blocks: readBlocks(text),
    }
  })
}

/** The name of a file or folder for a page: `docs-guide-files`. */
export const slugOf = ({ path }: Page): string => path.replace(/\.md$/, '').replaceAll('/', '-').toLowerCase()
