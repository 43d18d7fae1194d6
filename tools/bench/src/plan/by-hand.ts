import { createHash } from 'node:crypto'
import { childArgument, reportStep } from '../child-report.ts'
import { loadedProject, tasksOf, type PlanArgument } from './settings.ts'

const argument = childArgument<PlanArgument>()
const project = await loadedProject(argument)

await reportStep(async () => {
  const tasks: object[] = []
  const edges: { from: string; to: string }[] = []
  for (const { contract, made, upstream, checkedAgainst } of project.nodes) {
    const { name, layer, owner, description, tags } = contract
    const stage = `${made.by === 'stream' ? 'ingest' : 'build'}:${name}`
    tasks.push({ id: stage, description, layer, owner, tags, reads: upstream }, { id: `gate:${name}`, layer, owner, tags, writes: [name] })
    for (const other of upstream) edges.push({ from: `gate:${other}`, to: stage })
    edges.push({ from: stage, to: `gate:${name}` })
    for (const other of checkedAgainst) if (!upstream.includes(other)) edges.push({ from: `gate:${other}`, to: `gate:${name}` })
  }
  const hash = createHash('sha256').update(JSON.stringify({ tasks, edges })).digest('hex')
  if (tasks.length !== tasksOf(argument) || hash.length !== 64) throw new Error(`${tasks.length} tasks`)
})
