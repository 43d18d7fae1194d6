import { EMITTERS, emitPlan } from '@meshwright/dag'
import { planProject } from '@meshwright/pipeline'
import { airflow2, airflow3, airflowHome, cosmos, type AirflowHome } from '@meshwright-tools/engines'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench, BenchOptions, Measurement } from '../bench.ts'
import { readByCosmos } from '../dag-parse/by-cosmos.ts'
import { writtenByHand } from '../dag-parse/by-hand.ts'
import { inScratchProject } from '../generated-project/scratch-project.ts'
import { measurement, median } from '../measurement.ts'
import { loadedProject } from '../plan/settings.ts'

const dagParse: Bench = {
  name: 'dag-parse',
  summary: 'Airflow 2.11 and 3 read an emitted file, beside a file of the same graph written by hand; CPU seconds',
  defaultRows: [1000, 5000],
  async run(options) {
    // Ten models and their two sources are 24 tasks.
    const models = Math.max(1, Math.round(options.rows / 24)) * 10
    const plan = await inScratchProject({ models, perFile: 10 }, async (folder) => planProject(await loadedProject({ folder, models })))
    const target = EMITTERS.find(({ name }) => name === 'airflow')
    if (target === undefined) throw new Error('airflow is no target')
    const texts = { ours: emitPlan(target, plan)[0]?.text ?? '', limit: writtenByHand(plan) }
    const found: Measurement[] = []
    for (const engine of [airflow2, airflow3]) {
      await using home = await airflowHome(engine)
      found.push(await compared(home, engine.name, plan.tasks.length, texts, options))
    }
    await using home = await airflowHome(cosmos)
    const theirs = { ...texts, limit: await readByCosmos(plan, join(home.home, 'dbt')) }
    found.push(await compared(home, 'airflow2, cosmos', plan.tasks.length, theirs, options))
    return found
  },
}

export default dagParse

const SIDES = ['limit', 'ours'] as const

/** In turn, each in a Python of its own, whose imports do not count. */
async function compared(
  home: AirflowHome,
  name: string,
  rows: number,
  texts: Readonly<Record<(typeof SIDES)[number], string>>,
  { repeat, say }: BenchOptions,
): Promise<Measurement> {
  const seconds = { ours: [] as number[], limit: [] as number[] }
  for (const side of SIDES) await writeFile(join(home.home, `${side}.py`), texts[side])
  for (let round = 1; round <= repeat; round++) {
    for (const side of SIDES) {
      const { cpuSeconds, dags, importErrors } = await home.dagBag([join(home.home, `${side}.py`)])
      if (dags[0]?.tasks.length !== rows) throw new Error(`${name} found ${dags[0]?.tasks.length} tasks: ${JSON.stringify(importErrors)}`)
      seconds[side].push(cpuSeconds)
      say(`${rows} ${name}  round ${round}  ${side.padEnd(5)}  ${cpuSeconds.toFixed(3)} s`)
    }
  }
  return measurement({ bench: 'dag-parse', case: name, rows, seconds: median(seconds.ours), limit: median(seconds.limit), rss_mb: 0 })
}
