import { realpathSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { emptyFolder, meshwright, plainEnvironment, shop, start } from './command.ts'

const BIN = resolve(import.meta.dirname, '../bin/meshwright.js')

/** What bash offers for a line, its cursor at the end, once it has sourced the script. */
async function offered(line: string, folder: string): Promise<string[]> {
  const words = line.split(' ')
  const script = [
    'source completion.bash',
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`,
    '_meshwright; printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n')
  // The command as it is found on the path, run by the Node that runs this.
  writeFileSync(join(folder, 'meshwright'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, { mode: 0o755 })
  const path = `${folder}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`
  const { out, err } = await start('bash', ['--noprofile', '--norc', '-c', script], folder, plainEnvironment({ PATH: path })).ended
  expect(err).toBe('')
  return out.split('\n').filter((word) => word !== '')
}

describe('completion in bash', () => {
  it('of commands, options, their values, and tables; after npx too', async () => {
    const folder = shop()
    const script = await meshwright(['completion', 'bash'], folder)
    expect(script.code).toBe(0)
    writeFileSync(join(folder, 'completion.bash'), script.out)
    expect(await offered('meshwright re', folder)).toEqual(['rejects'])
    expect(await offered('npx meshwright re', folder)).toEqual(['rejects'])
    expect(await offered('npx prettier re', folder)).toEqual([])
    expect(await offered('meshwright query --f', folder)).toEqual(['--format'])
    expect(await offered('meshwright query --format ', folder)).toEqual(['table', 'json', 'csv'])
    expect(await offered('meshwright rejects ', folder)).toEqual(['list', 'show', 'replay'])
    expect(await offered('meshwright show ', folder)).toEqual(['people', 'towns'])
    expect(await offered('meshwright rejects show --wait 5 t', folder)).toEqual(['towns'])
    expect(await offered('meshwright show --project meshwright.c', folder)).toEqual(['meshwright.config.ts'])
    expect(await offered('meshwright run -s t', folder)).toEqual(['towns'])
    expect(await offered('meshwright show towns ', folder)).toEqual([])
  }, 60_000)

  it('knows the tables of the project that the line names, and none where there is none', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'completion.bash'), (await meshwright(['completion', 'bash'], folder)).out)
    expect(await offered('meshwright show ', folder)).toEqual([])
    expect(await offered(`meshwright show --project ${realpathSync(shop())} t`, folder)).toEqual(['towns'])
  }, 60_000)
})

it('a shell that is none', async () => {
  expect(await meshwright(['completion', 'bsh'], emptyFolder())).toMatchObject({
    code: 2,
    err: 'error meshwright completion: name a shell, bash, zsh or fish; did you mean "bash"?\n',
  })
})
