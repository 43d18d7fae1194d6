import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellWords } from '../src/shell-words.ts'

test.each([
  'node_modules/.bin/meshwright',
  '  /opt/node/bin/node   meshwright ',
  `'/opt/my node/node' meshwright`,
  `"/opt/my node/node" "it's \\"so\\" \\n \\$HOME"`,
  `/opt/my\\ node/node 'a'"b"c\\'d ''`,
])('%s is read as a shell reads it', (command) => {
  const said = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
  expect(shellWords(command)).toEqual(said.split('\0').slice(0, -1))
})

test.each([`'/opt/my node`, `"x`, `x'`, 'x \\'])('%s has no end', (command) => {
  expect(shellWords(command)).toBeUndefined()
})
