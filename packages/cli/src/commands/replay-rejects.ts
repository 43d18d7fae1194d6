import { canonicalJson, exactJson, type JsonValue } from '@meshwright/contracts'
import { replayRejects, type MendedRow, type ProjectNode, type ReplaySummary } from '@meshwright/pipeline'
import type { WaitingRow } from '@meshwright/ingest'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CliError } from '../cli-error.ts'
import { jsonText, text, type Call, type OpenedProject } from '../command.ts'
import { waitSeconds } from '../open-reading.ts'
import { counted } from '../text-table.ts'

/** `rejects replay <table>`: 0 when rows were added or none waits, 1 when none of those offered fits. */
export async function replay(call: Call, { project, home, reach }: OpenedProject, node: ProjectNode): Promise<number> {
  const { terminal } = call
  const from = text(call.options['from'])
  const summary = await replayRejects(project, node.contract.name, {
    home,
    waitSeconds: waitSeconds(call),
    onProgress: (progress) => progress.event === 'note' && terminal.err(`${progress.message}\n`),
    ...(from === undefined ? {} : { mended: await mendedRows(resolve(call.cwd, from)) }),
  })
  if (call.options['json'] === true) terminal.out(jsonText(summary))
  terminal.err(lines(summary, (words) => ['npx meshwright', words, ...reach].join(' ')))
  return summary.counts.read > 0 && summary.counts.loaded === 0 && summary.counts.duplicate === 0 ? 1 : 0
}

async function mendedRows(path: string): Promise<MendedRow[]> {
  let rows: unknown
  try {
    rows = exactJson(await readFile(path, 'utf8'))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = error instanceof SyntaxError ? `is not JSON: ${message}` : code === 'ENOENT' ? 'is not there' : `cannot be read: ${message}`
    throw new CliError('usage', `--from: ${path} ${why}; meshwright rejects show <table> --json writes such a file`, { cause: error })
  }
  if (!Array.isArray(rows) || !rows.every(isMended))
    throw new CliError(
      'usage',
      `--from: ${path} is not a list of rejected rows with load_id, file, record and cells, as meshwright rejects show <table> --json writes it`,
    )
  // A row with two reasons is there twice; whichever was corrected counts.
  const records = Map.groupBy(rows, (row) => canonicalJson([row.load_id, row.file, Number(row.record)]))
  return [...records.values()].map((same) => {
    const [first, ...more] = same as [ShownRow, ...ShownRow[]]
    return { ...(more.find((row) => canonicalJson(row.cells) !== canonicalJson(first.cells)) ?? first), record: Number(first.record) }
  })
}

/** As the JSON has it: an int64 is its digits. */
type ShownRow = Omit<MendedRow, 'record'> & { readonly record: string | number }

function isMended(row: unknown): row is ShownRow {
  const { load_id, file, record, cells } = (row ?? {}) as Readonly<Record<string, JsonValue>>
  return (
    typeof load_id === 'string' &&
    typeof file === 'string' &&
    /^\d+$/.test(String(record)) &&
    cells !== null &&
    typeof cells === 'object' &&
    !Array.isArray(cells)
  )
}

function lines({ table, of, counts, withheld }: ReplaySummary, command: (words: string) => string): string {
  const { read, loaded, rejected, duplicate } = counts
  if (read === 0 && withheld.length === 0) return ` No rejected row of ${table} waits${of === undefined ? '' : ` since load ${of}`}.\n`
  const parts = [
    `${loaded} loaded`,
    ...(rejected ? [`${rejected} rejected again`] : []),
    ...(duplicate ? [`${duplicate} there already`] : []),
  ]
  return [
    read ? ` replayed ${table}: ${counted(read, 'row')} of load ${String(of)}: ${parts.join(', ')}\n` : '',
    withheld.length
      ? ` kept     ${counted(withheld.length, 'row')} ${withheld.length === 1 ? 'was' : 'were'} not offered: ${whyWithheld(withheld)}\n`
      : '',
    rejected || withheld.length ? ` rejected ${command(`rejects show ${table}`)}\n` : '',
    loaded ? ` next     ${command('run')}   builds what is made from ${table}\n` : '',
  ].join('')
}

function whyWithheld(rows: readonly WaitingRow[]): string {
  const [first] = rows
  return first?.cells === null
    ? first.raw === null
      ? 'their text is not kept, as the contract has classified columns; the next load of the source brings them'
      : 'they are not even rows of cells'
    : 'they are not in the file'
}
