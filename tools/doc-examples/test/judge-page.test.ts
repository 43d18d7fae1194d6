import { describe, expect, it } from 'vitest'
import { judgePage, readBlocks, roleOf, type Page } from '../src/index.ts'
import { normalOutput, sameOutput } from '../src/same-output.ts'
import { readCommands, splitWords } from '../src/shell-command.ts'

const page = (text: string): Page => ({ path: 'page.md', copyOf: undefined, postgresAt: undefined, blocks: readBlocks(text) })
const ran = (printed: string, problem?: string) => [{ number: 1, printed, problem, milliseconds: 1 }]
const problems = (text: string, printed: string, types?: string) =>
  judgePage(page(text), ran(printed), () => types).map((verdict) => verdict.problem)

describe('a page that says something else than what happened is found out', () => {
  it('by the output that it shows', () => {
    const text = '```sh\nnpx meshwright ls\n```\n\n```text output\none\n```\n'
    expect(problems(text, 'one')).toEqual([undefined, undefined])
    expect(problems(text, 'two')[1]).toMatch(/^block 1 printed\ntwo/)
  })

  it('by the value in a comment', () => {
    const text = '```ts\nconsole.log(1 + 1) // 2\n```\n'
    expect(problems(text, '2')).toEqual([undefined])
    expect(problems(text, '3')[0]).toBe('it does not print 2, but\n3')
  })

  it('by the compiler, in both directions', () => {
    expect(problems('```ts\n1\n```\n', '', 'block-1.ts(1,1): error')).toEqual(['block-1.ts(1,1): error'])
    const refused = "```ts refused\n1\n```\n\n```text output\n… lacks column 'x'\n```\n"
    expect(problems(refused, '', "error TS1: it lacks\n  column 'x'")).toEqual([undefined, undefined])
    expect(problems(refused, '', 'error TS1: something else')[1]).toContain('does not say')
    expect(problems(refused, '')[0]).toBe('the compiler should refuse it, and does not')
  })

  it('by not being run at all', () => {
    expect(judgePage(page('```sh\nls\n```\n'), [], () => undefined)[0]?.problem).toBe('it was not run')
  })
})

it('reads what a fence says', () => {
  const [file, output, reason] = readBlocks(
    '```csv file=data/a.csv append\na\n```\n````text output\n```\n````\n```sh not-run="it needs, say, a server"\n```\n',
  )
  expect(file).toMatchObject({ number: 1, line: 1, language: 'csv', options: { file: 'data/a.csv', append: true }, text: 'a\n' })
  expect(output).toMatchObject({ line: 4, text: '```\n' })
  expect(reason?.options).toEqual({ 'not-run': 'it needs, say, a server' })
  expect([file, output, reason].map((block) => block && roleOf(block))).toEqual(['file', 'output', 'not-run'])
  expect(() => readBlocks('```sh\nls\n')).toThrow('line 1: a block that is never closed')
})

it('compares without durations, ids, moments and the order of tasks, and with everything else', () => {
  const run = ' build    a    2 rows  1 check ✓   12 ms\n build    b    3 rows  1 check ✓    9 ms\n done in 1.2 s'
  expect(sameOutput(' build    b    3 rows  1 check ✓   0 ms\n build    a    2 rows  1 check ✓   1 ms\n done in 9 ms', run)).toBe(true)
  expect(sameOutput(run.replace('3 rows', '4 rows'), run)).toBe(false)
  expect(sameOutput('one\n…\nfour', 'one\ntwo\nthree\nfour')).toBe(true)
  expect(sameOutput('one\n…\nfour', 'one\ntwo\nthree\nfive')).toBe(false)
  expect(normalOutput('id 01a1fd3b-66a6-73bb-909d-5949c8ad6723:orders')).toBe('id <id>:orders')
})

it('splits commands as a shell does, and leaves to a shell what it does not understand', () => {
  expect(splitWords(`query "select \\"a\\" from b" 'it is' x # why`)).toEqual(['query', 'select "a" from b', 'it is', 'x'])
  expect(splitWords('a | b')).toBeUndefined()
  expect(splitWords('a $HOME')).toBeUndefined()
  expect(readCommands('npm ci && npm start\n# nothing\nURL=x npx meshwright plan --json > plan.json\nls | wc -l\n')).toEqual([
    { kind: 'npm', script: 'start', args: [] },
    { kind: 'meshwright', args: ['plan', '--json'], into: 'plan.json', env: { URL: 'x' } },
    { kind: 'shell', text: 'ls | wc -l' },
  ])
})
