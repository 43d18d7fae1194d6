import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorClasses, ROOT, withErrorCodes } from '../src/index.ts'

const classes = await errorClasses()
const page = readFileSync(join(ROOT, 'docs/guide/troubleshooting.md'), 'utf8')

it('the page about errors is current; npm run write-errors -w tools/doc-examples writes it', () => {
  expect(page).toBe(withErrorCodes(page, classes))
})

it('knows the error class of every package', () => {
  expect(classes.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['CliError', 'ContractError', 'DuckdbError', 'FilesError', 'PipelineError', 'PostgresError']),
  )
})

describe.each(classes)('$name', ({ codes }) => {
  it('says of each code what it means and what to do, in sentences', () => {
    for (const [code, { means, todo }] of Object.entries(codes)) {
      expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(means, code).toMatch(/^[A-Z].*\.$/)
      expect(todo, code).toMatch(/^[A-Z`].*[.?`]$/)
    }
  })
})
