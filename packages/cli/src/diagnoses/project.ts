import { namedSecrets } from '@meshwright/contracts'
import { explainStream, type Project } from '@meshwright/pipeline'
import { counted } from '../text-table.ts'
import { fail, ok, type Finding } from './finding.ts'

/** Secrets that the config names; never their values. */
export function secretFindings(): Finding[] {
  const named = namedSecrets()
  const lacking = named.filter((secret) => !secret.present)
  if (named.length === 0) return []
  return lacking.length
    ? lacking.map(({ name }) => fail('secrets', `the environment does not hold ${name}`, `set the environment variable ${name}`))
    : [ok('secrets', named.map(({ name }) => name).join(', '))]
}

/** Whether every source can be opened; no row is read. */
export async function sourceFindings(project: Project, now: Date): Promise<Finding[]> {
  const streams = project.nodes.flatMap((node) => (node.made.by === 'stream' ? [node.made.stream] : []))
  const problems: Finding[] = []
  for (const stream of streams) {
    const explained = await explainStream(project, stream, now)
    if ('problem' in explained)
      problems.push(
        fail('sources', explained.problem, `put ${stream.origin} where ${stream.contract.name} is read from, or mend the config`),
      )
  }
  return problems.length || streams.length === 0 ? problems : [ok('sources', `${counted(streams.length, 'source')} can be opened`)]
}
