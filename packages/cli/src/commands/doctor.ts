import { dirname, resolve } from 'node:path'
import { jsonText, text, type Call, type Command, homeOf } from '../command.ts'
import { fail, messageOf, ok, type Finding } from '../diagnoses/finding.ts'
import { homeFindings } from '../diagnoses/home.ts'
import { nodeFinding, packageFindings } from '../diagnoses/installation.ts'
import { secretFindings, sourceFindings } from '../diagnoses/project.ts'
import { warehouseFindings } from '../diagnoses/warehouse.ts'
import { loadConfig, type LoadedConfig } from '../load-config.ts'
import { nearPath } from '../near-path.ts'
import { counted } from '../text-table.ts'

export const doctor: Command = {
  name: 'doctor',
  summary:
    'Looks for what could keep a project from working: Node, packages, config, home, disk, secrets, sources, warehouse, clock. It changes nothing.',
  operands: '',
  options: {},
  optionHelp: {},
  examples: ['meshwright doctor', 'meshwright doctor --json'],
  async run(call) {
    const { terminal } = call
    const findings: Finding[] = []
    const width = 9
    for await (const finding of diagnose(call)) {
      findings.push(finding)
      const word = terminal.paint(
        finding.status === 'ok' ? 'green' : finding.status === 'warn' ? 'yellow' : 'red',
        finding.status.padEnd(4),
      )
      const indent = `\n${' '.repeat(width + 8)}`
      const todo = finding.todo === undefined ? '' : `${indent}→ ${finding.todo}`
      terminal.err(` ${word}  ${finding.what.padEnd(width)} ${finding.message.replaceAll('\n', indent)}${todo}\n`)
    }
    const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length
    const verdict = count('fail')
      ? terminal.paint('red', `${counted(count('fail'), 'problem')} to mend`)
      : count('warn')
        ? terminal.paint('yellow', `${counted(count('warn'), 'warning')}, nothing that keeps it from running`)
        : terminal.paint('green', 'nothing to mend')
    terminal.err(`\n ${verdict}\n`)
    if (call.options['json'] === true) terminal.out(jsonText({ healthy: count('fail') === 0, findings }))
    return count('fail') ? 1 : 0
  },
}

async function* diagnose(call: Call): AsyncGenerator<Finding> {
  yield nodeFinding()
  let loaded: LoadedConfig
  try {
    loaded = await loadConfig(text(call.options['project']), call.cwd, {
      environment: text(call.options['environment']),
      say: call.terminal.err,
    })
  } catch (error) {
    yield fail('config', messageOf(error), 'mend the file, or go to the folder of a project')
    return
  }
  const { path, project } = loaded
  const given = text(call.options['home'])
  const home = given === undefined ? homeOf(loaded) : resolve(call.cwd, given)
  const now = new Date()
  yield* packageFindings(dirname(path))
  yield ok('config', `${nearPath(call.cwd, path)}: ${project.name}, ${counted(project.nodes.length, 'table')}`)
  yield* await homeFindings(home)
  yield* secretFindings()
  yield* await sourceFindings(project, now)
  yield* await warehouseFindings(project, home, now)
}
