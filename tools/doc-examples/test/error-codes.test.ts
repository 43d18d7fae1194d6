import { globSync, readFileSync } from 'node:fs'
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

// What only a defect of DuckDB or of the adapter itself could bring about.
const BY_DEFECT_ONLY = ['counts-not-conserved']

describe.each(classes)('$name', ({ folder, codes }) => {
  it('says of each code what it means and what to do, in sentences', () => {
    for (const [code, { means, todo }] of Object.entries(codes)) {
      expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(means, code).toMatch(/^[A-Z].*\.$/)
      expect(todo, code).toMatch(/^[A-Z`].*[.?`]$/)
    }
  })

  it('each code is met in a test of its package', () => {
    const tests = globSync(join(ROOT, folder, 'test/**/*.ts')).map((path) => readFileSync(path, 'utf8'))
    const unmet = Object.keys(codes).filter((code) => !tests.some((text) => text.includes(`'${code}'`)))
    expect(unmet).toEqual(folder.endsWith('duckdb') ? BY_DEFECT_ONLY : [])
  })
})
