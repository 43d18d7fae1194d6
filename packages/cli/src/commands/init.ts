import { existsSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { CliError } from '../cli-error.ts'
import { jsonText, text, type Command } from '../command.ts'
import { nearPath } from '../near-path.ts'
import { shellWord } from '../shell-words.ts'
import { projectName, projectTemplate } from '../project-template.ts'
import { wrapList } from '../wrap-list.ts'

export const init: Command = {
  name: 'init',
  summary: 'Makes a new project that runs as it is: a contract, a model, a test, a file of data. It overwrites nothing.',
  operands: '[folder]',
  options: { name: { type: 'string' } },
  optionHelp: { name: 'the name of the project (default: that of the folder)' },
  completes: { operands: ['files'] },
  examples: ['meshwright init tea-shop', 'meshwright init . --name tea-shop'],
  async run(call) {
    const [given = '.', ...more] = call.operands
    if (more.length) throw new CliError('usage', `meshwright init: one folder, not ${call.operands.length}; quote a name with blanks`)
    const folder = resolve(call.cwd, given)
    const name = text(call.options['name']) ?? projectName(basename(folder))
    if (!/^[a-z][a-z0-9_-]*$/.test(name))
      throw new CliError('usage', `meshwright init: the name "${name}" must be of lower case letters, digits, - and _`)
    const files = await projectTemplate(name, folder)
    const there = [...files.keys()].filter((path) => existsSync(join(folder, path)))
    if (there.length)
      throw new CliError(
        'usage',
        `meshwright init: ${nearPath(call.cwd, folder)} has ${there.join(', ')} already; nothing was written. Name a new folder`,
      )
    const { makeFolder } = await import('@meshwright/pipeline')
    const { writing } = await import('../not-written.ts')
    writing('Name another folder', () => {
      for (const [path, content] of files) {
        makeFolder(dirname(join(folder, path)))
        // wx: what appeared in the meantime is not overwritten either.
        writeFileSync(join(folder, path), content, { flag: 'wx' })
      }
    })
    const near = nearPath(call.cwd, folder)
    const next = [
      ...(near === '.' ? [] : [`cd ${shellWord(near)}`]),
      'npm install',
      'npx meshwright run',
      'npx meshwright test',
      'npx tsc --noEmit',
    ]
    if (call.options['json'] === true) call.terminal.out(jsonText({ project: name, folder, files: [...files.keys()], next }))
    call.terminal.err(
      `${wrapList(` made ${near}: `, [...files.keys()], call.terminal.columns).join('\n')}\n\n next\n${next.map((line) => `   ${line}\n`).join('')}`,
    )
    return 0
  },
}
