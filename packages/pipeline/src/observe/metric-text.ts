/** One metric, as Prometheus' text format 0.0.4 has it. */
export interface Metric {
  /** With its unit: `meshwright_task_duration_seconds`. */
  readonly name: string
  readonly type: 'gauge' | 'counter'
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What a scrape asks for, and a textfile holds. A metric without samples is left out. */
export function metricText(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) =>
      [
        `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
        `# TYPE ${name} ${type}`,
        ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${valueText(value)}`),
        '',
      ].join('\n'),
    )
    .join('')
}

function labelText(labels: Sample['labels']): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

const valueText = (value: number) => (value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value))

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const PAIR = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/g

/** The samples of text that `metricText` wrote, by metric; lines that are none are left out. */
export function readSamples(text: string): ReadonlyMap<string, readonly Sample[]> {
  const found = new Map<string, Sample[]>()
  for (const line of text.split('\n')) {
    const [, name, pairs = '', value = ''] = LINE.exec(line) ?? []
    if (name === undefined) continue
    const labels = Object.fromEntries([...pairs.matchAll(PAIR)].map(([, label = '', written = '']) => [label, plain(written)]))
    const samples = found.get(name) ?? []
    samples.push({ labels, value: value === '+Inf' ? Infinity : value === '-Inf' ? -Infinity : Number(value) })
    found.set(name, samples)
  }
  return found
}

const plain = (written: string) => written.replaceAll(/\\(.)/g, (_all, character: string) => (character === 'n' ? '\n' : character))
