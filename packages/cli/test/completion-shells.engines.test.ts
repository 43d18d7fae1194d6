import { writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { meshwright, plainEnvironment, shop, start } from './command.ts'

const BIN = resolve(import.meta.dirname, '../bin/meshwright.js')
const ZSH = process.env['ZSH_PROGRAM'] ?? '/usr/bin/zsh'
const FISH = process.env['FISH_PROGRAM'] ?? '/usr/bin/fish'

/** A project with the command on the path and the script of a shell. */
async function prepared(shell: string) {
  const folder = shop()
  writeFileSync(join(folder, `completion.${shell}`), (await meshwright(['completion', shell], folder)).out)
  writeFileSync(join(folder, 'meshwright'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, { mode: 0o755 })
  const env = plainEnvironment({
    PATH: `${folder}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    ZDOTDIR: folder,
  })
  return { folder, env }
}

it('fish offers commands with what they do, options, values and tables', async () => {
  const { folder, env } = await prepared('fish')
  const offered = async (line: string) => {
    const { out, err } = await start(FISH, ['--no-config', '-c', `source completion.fish; complete -C '${line}'`], folder, env).ended
    expect(err).toBe('')
    return out.split('\n').filter((word) => word !== '')
  }
  expect(await offered('meshwright re')).toEqual(['rejects\trows that were not loaded, and why'])
  expect((await offered('meshwright query --fo')).map((word) => word.split('\t')[0])).toEqual(['--format'])
  expect((await offered('meshwright query --format ')).map((word) => word.split('\t')[0])).toEqual(['csv', 'json', 'table'])
  expect(await offered('meshwright show ')).toEqual(['people', 'towns'])
  expect(await offered('meshwright rejects show t')).toEqual(['towns'])
}, 60_000)

it('zsh completes commands, options and tables as they are typed', async () => {
  const { folder, env } = await prepared('zsh')
  /** What stands on the line after a tab, in a terminal of its own. */
  const completed = async (line: string) => {
    const script = `zmodload zsh/zpty
zpty -b shell ${ZSH} -f -i
zpty -w shell 'PROMPT= RPROMPT=; autoload -U compinit; compinit -u -D; source completion.zsh; bindkey "^X" echo-line; echo-line() { print; print -r -- "<$BUFFER>"; }; zle -N echo-line; print rea''dy'
zpty -r shell answer '*ready*'
zpty -w -n shell $'${line}\\t\\C-x'
zpty -r shell answer '*<*>*'
print -r -- "$answer"`
    const { out } = await start(ZSH, ['-f', '-c', script], folder, env).ended
    return /<([^>]*)>/.exec(out)?.[1]
  }
  expect(await completed('meshwright rej')).toBe('meshwright rejects ')
  expect(await completed('meshwright query --form')).toBe('meshwright query --format ')
  expect(await completed('meshwright show to')).toBe('meshwright show towns ')
  expect(await completed('meshwright rejects re')).toBe('meshwright rejects replay ')
}, 60_000)
