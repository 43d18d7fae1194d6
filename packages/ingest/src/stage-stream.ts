import {
  besideStaged,
  contractDocument,
  fingerprint,
  spelledColumns,
  type AnyContract,
  type BatchRowSource,
  type FileRowSource,
  type JsonValue,
  type LoadCounts,
  type LoadPolicy,
  type RowSource,
  type SealedPackage,
  type Stream,
  type TableName,
} from '@meshwright/contracts'
import type { LoadOutcome, Misfit, SqlDialect, SqlValue, Store } from '@meshwright/sql'
import { checkHeader } from './check-header.ts'
import { choosePath, pathOf, pathsOf } from './choose-path.ts'
import { dropDuplicates, dropPublished } from './duplicates.ts'
import { brokenRow, rowFitter } from './fit-row.ts'
import { IngestError } from './ingest-error.ts'
import { rejectedLine, type RejectedRow } from './rejected-row.ts'
import { RejectedSink } from './rejected-sink.ts'
import { united } from './united.ts'

export interface StageRequest {
  readonly stream: Stream
  readonly store: Store
  readonly dialect: SqlDialect
  /** Names the load, its package and its rejects. */
  readonly loadId: string
  readonly staged: TableName
  readonly stagedRejects: TableName
  /** What the last published load of this stream committed. */
  readonly last?: { readonly fingerprint: string | null; readonly cursor: JsonValue | undefined }
  /** The rows are added to this table; those that it has already are duplicates. */
  readonly addedTo?: TableName
  readonly now: Date
  /** See ReadContext. */
  readonly interval?: { readonly start: Date; readonly end: Date }
  readonly signal: AbortSignal
  onProgress?(rows: number): void
}

/** What staging a stream came to. In every case `rejects` is the staged table of rejected rows, where there are any. */
export type StageOutcome =
  | { readonly outcome: 'unchanged'; readonly label: string }
  | { readonly outcome: 'sealed'; readonly sealed: SealedPackage; readonly rejects: TableName | undefined }
  /** Read, but not to be published: its rejects and its record are to be kept. */
  | { readonly outcome: 'refused'; readonly sealed: SealedPackage; readonly rejects: TableName | undefined; readonly error: IngestError }

/**
 * Reads a stream into a staged table, typed by its contract; keeps what does not fit, drops duplicates, counts everything and
 * seals the package. Publishes nothing. Throws when the source cannot be read, or lacks a column.
 */
export async function stageStream(request: StageRequest): Promise<StageOutcome> {
  const { stream, store } = request
  const { contract } = stream
  const source = await stream.open({
    cursor: request.last?.cursor,
    signal: request.signal,
    now: request.now,
    ...(request.interval === undefined ? {} : { interval: request.interval }),
  })
  const { ignored } = checkHeader(contract, source)
  const print =
    source.fingerprint === undefined
      ? null
      : fingerprint([contractDocument(contract), stream.options, stream.load as unknown as JsonValue, source.fingerprint])
  if (print !== null && print === request.last?.fingerprint) return { outcome: 'unchanged', label: source.label }

  const path = choosePath(contract, source, store)
  const sink = new RejectedSink(
    store,
    request.stagedRejects,
    { loadId: request.loadId, file: source.label, at: request.now.toISOString() },
    request.signal,
  )
  const loaded = await loadParts(request, source, sink).catch(async (error: unknown) => {
    // Its load would wait for rows that never come, and the store with it when it is closed.
    await sink.abandon()
    throw error
  })
  await sink.end()

  const deduplicated = await tryDropDuplicates(request, loaded.staged)
  const counts: LoadCounts = {
    read: loaded.read,
    loaded: loaded.rows - deduplicated.dropped,
    rejected: sink.rows,
    duplicate: deduplicated.dropped,
    filtered: 0,
  }
  const sealed = seal(request, source, {
    ...path,
    counts,
    staged: deduplicated.staged,
    ignored: [...new Set([...ignored, ...loaded.ignored])],
    print,
    cursor: loaded.cursor,
  })
  if (counts.read !== counts.loaded + counts.rejected + counts.duplicate + counts.filtered) {
    throw new IngestError(
      'counts-not-conserved',
      `${source.label}: read ${counts.read} rows, but loaded ${counts.loaded}, rejected ${counts.rejected}, duplicate ${counts.duplicate}: this is a defect of the reader; nothing was published`,
    )
  }
  const error = deduplicated.error ?? overThreshold(counts, stream.load, source.label, sink)
  return error === undefined
    ? { outcome: 'sealed', sealed, rejects: sink.staged }
    : { outcome: 'refused', sealed, rejects: sink.staged, error }
}

interface Loaded {
  readonly read: number
  readonly rows: number
  readonly staged: TableName
  readonly cursor: JsonValue | undefined
  /** What rows that name their own columns hold beyond the contract: a key that was renamed is seen here, and nowhere else. */
  readonly ignored: Iterable<string>
}

/** Records may have keys without end, such as dates. */
const MOST_IGNORED = 100

/** Each large file on its own, everything else together; then all of it in one table. */
async function loadParts(request: StageRequest, source: RowSource, sink: RejectedSink): Promise<Loaded> {
  const { contract } = request.stream
  const parts = source.kind === 'parts' ? source.parts : [source]
  const paths = source.kind === 'parts' ? pathsOf(contract, source, request.store) : [pathOf(contract, source, request.store)]
  const byEngine = parts.filter((part, index): part is FileRowSource => part.kind === 'file' && paths[index]?.path === 'engine')
  const byRows = parts.filter((_, index) => paths[index]?.path !== 'engine').map((part) => (part.kind === 'file' ? part.rows() : part))
  const loads = [
    ...byEngine.map((file) => (staged: TableName, progress: StageRequest['onProgress']) => loadFile(request, file, sink, staged, progress)),
    ...(byRows.length === 0
      ? []
      : [(staged: TableName, progress: StageRequest['onProgress']) => loadRows(request, byRows, sink, staged, progress)]),
  ]
  const done: Loaded[] = []
  let read = 0
  for (const [index, load] of loads.entries()) {
    const staged = loads.length === 1 ? request.staged : besideStaged(request.staged, `p${index}`)
    const before = read
    done.push(await load(staged, (rows) => request.onProgress?.(before + rows)))
    read += done.at(-1)?.read ?? 0
  }
  const staged = await united(
    done.map((each) => each.staged),
    request,
  )
  return {
    read,
    rows: done.reduce((sum, { rows }) => sum + rows, 0),
    staged,
    cursor: done.at(-1)?.cursor,
    ignored: done.flatMap(({ ignored }) => [...ignored]),
  }
}

async function loadFile(
  request: StageRequest,
  file: FileRowSource,
  sink: RejectedSink,
  staged: TableName,
  onProgress: StageRequest['onProgress'],
): Promise<Loaded> {
  const { contract, numbers } = request.stream
  const outcome = await request.store.load({
    staged,
    columns: spelledColumns(contract, numbers),
    source: { kind: 'file', file, columns: file.columns ?? contract.columns.map((column) => column.name) },
    signal: request.signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  })
  sink.file = file.label
  await explainMisfits(request, outcome, sink)
  return { read: outcome.read, rows: outcome.staged, staged, cursor: undefined, ignored: [] }
}

async function explainMisfits(request: StageRequest, outcome: LoadOutcome, sink: RejectedSink): Promise<void> {
  const { contract, numbers } = request.stream
  const fit = rowFitter(
    contract,
    contract.columns.map((column) => column.name),
    numbers,
  )
  for await (const misfit of outcome.misfits) {
    sink.add(reasonsOf(contract, misfit, fit))
    await sink.drained()
  }
}

function reasonsOf(contract: AnyContract, misfit: Misfit, fit: ReturnType<typeof rowFitter>): RejectedRow[] {
  if ('reason' in misfit) return [brokenRow(contract, misfit)]
  const result = fit(misfit.cells, misfit.position, misfit.raw)
  if ('reasons' in result) return result.reasons
  return [brokenRow(contract, { ...misfit, reason: 'the engine could not take this row' })]
}

async function loadRows(
  request: StageRequest,
  sources: readonly BatchRowSource[],
  sink: RejectedSink,
  staged: TableName,
  onProgress: StageRequest['onProgress'],
): Promise<Loaded> {
  const { contract, numbers } = request.stream
  const known = new Set(contract.columns.map((column) => column.name))
  const ignored = new Set<string>()
  let read = 0
  async function* fitting(): AsyncGenerator<readonly (readonly SqlValue[])[]> {
    for (const source of sources) {
      sink.file = source.label
      yield* fittingOf(source)
    }
  }
  async function* fittingOf(source: BatchRowSource): AsyncGenerator<readonly (readonly SqlValue[])[]> {
    let names: readonly string[] | undefined
    let fit: ReturnType<typeof rowFitter> | undefined
    for await (const batch of source.batches(request.signal)) {
      if (fit === undefined || names !== batch.columns) {
        names = batch.columns
        fit = rowFitter(contract, names, numbers)
        if (source.columns === undefined) for (const name of names) if (!known.has(name) && ignored.size < MOST_IGNORED) ignored.add(name)
      }
      const good: SqlValue[][] = []
      batch.rows.forEach((cells, index) => {
        const result = (fit as NonNullable<typeof fit>)(cells, batch.position(index), batch.raw?.(index))
        if ('values' in result) good.push(result.values)
        else sink.add(result.reasons)
      })
      for (const broken of batch.broken ?? []) sink.add([brokenRow(contract, broken)])
      read += batch.rows.length + (batch.broken?.length ?? 0)
      onProgress?.(read)
      await sink.drained()
      if (good.length) yield good
    }
  }
  const outcome = await request.store.load({
    staged,
    columns: spelledColumns(contract, numbers),
    source: { kind: 'rows', batches: fitting() },
    signal: request.signal,
  })
  return { read, rows: outcome.staged, staged, cursor: sources.at(-1)?.cursor?.(), ignored }
}

async function tryDropDuplicates(
  request: StageRequest,
  staged: TableName,
): Promise<{ staged: TableName; dropped: number; error?: IngestError }> {
  try {
    const unique = await dropDuplicates(request, staged)
    if (request.addedTo === undefined) return unique
    const added = await dropPublished(request, request.addedTo, unique.staged)
    return { staged: added.staged, dropped: unique.dropped + added.dropped }
  } catch (error) {
    if (error instanceof IngestError) return { staged, dropped: 0, error }
    throw error
  }
}

/** How many rows may be rejected, of so many read. */
export function allowedRejects(policy: LoadPolicy, read: number): number {
  const limit = policy.maxRejected
  if (limit === undefined) return 0
  // 0.29 × 100 is a little less than 29 as a double.
  return 'rows' in limit ? limit.rows : Math.floor(Number((limit.share * read).toPrecision(15)))
}

function overThreshold(
  counts: LoadCounts,
  policy: LoadPolicy,
  label: string,
  { shown, reasons }: Pick<RejectedSink, 'shown' | 'reasons'>,
): IngestError | undefined {
  const allowed = allowedRejects(policy, counts.read)
  if (counts.rejected <= allowed) return undefined
  const problems = shown.map(({ row, file }) => rejectedLine(row, file))
  const rows = (count: number) => `${count.toLocaleString('en-US')} row${count === 1 ? '' : 's'}`
  return new IngestError(
    'too-many-rejected',
    `${problems.join('\n')}${shown.length < reasons ? '\n…' : ''}\n${rows(counts.rejected)} of ${counts.read.toLocaleString('en-US')} rejected in ${label}, ${allowed.toLocaleString('en-US')} allowed: mend the source, or set maxRejected to accept some.`,
    { problems },
  )
}

interface Seal {
  path: 'engine' | 'rows'
  why: string
  counts: LoadCounts
  staged: TableName
  ignored: readonly string[]
  print: string | null
  cursor: JsonValue | undefined
}

function seal(request: StageRequest, source: RowSource, facts: Seal): SealedPackage {
  const open = {
    document: 'sealed-package' as const,
    documentVersion: 1 as const,
    loadId: request.loadId,
    table: request.stream.contract.name,
    staged: { ...facts.staged },
    origin: request.stream.origin,
    label: source.label,
    fingerprint: facts.print,
    path: facts.path,
    why: facts.why,
    counts: facts.counts,
    ignoredColumns: [...facts.ignored],
    cursor: (facts.cursor ?? null) as SealedPackage['cursor'],
    modifiedAt: source.modifiedAt?.toISOString() ?? null,
    sealedAt: request.now.toISOString(),
  }
  return { ...open, hash: fingerprint(open) }
}
