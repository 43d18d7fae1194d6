import {
  parseRawCells,
  type BatchRowSource,
  type Cell,
  type JsonValue,
  type PublishMode,
  type SourcePosition,
  type Stream,
} from '@meshwright/contracts'

/** A rejected row that waits, as its table keeps it. */
export interface WaitingRow {
  readonly loadId: string
  readonly file: string
  readonly record: number
  readonly line: number | undefined
  /** The cell of each rejected column, in spreadsheets. */
  readonly places: Readonly<Record<string, string>>
  readonly reasons: readonly string[]
  readonly raw: string | null
  /** Null: it cannot be offered again. */
  readonly cells: string | null
}

/** How rows are added to a table that a load of this mode published; undefined where they cannot be. */
export function addingMode(mode: PublishMode): PublishMode | undefined {
  switch (mode.mode) {
    case 'replace':
    case 'append':
    case 'replaceInterval':
      return { mode: 'append' }
    case 'merge':
      return mode
    case 'snapshot':
      return undefined
  }
}

/**
 * The stream of some rejected rows of another stream, so that they are loaded as every row is. What does not fit still is rejected
 * again, whatever the stream allows. `mended` are cells that somebody has corrected, by row, in the form of `rawCellsText`.
 */
export function replayStream(
  stream: Stream,
  rows: readonly WaitingRow[],
  facts: {
    readonly label: string
    readonly origin: string
    readonly mode: PublishMode
    readonly mended: ReadonlyMap<WaitingRow, Readonly<Record<string, JsonValue>>>
  },
): Stream {
  const cellsOf = (row: WaitingRow): Readonly<Record<string, Cell>> => {
    const mended = facts.mended.get(row)
    return parseRawCells(mended === undefined ? (row.cells ?? '{}') : JSON.stringify(mended))
  }
  return {
    ...stream,
    origin: facts.origin,
    load: { ...stream.load, mode: facts.mode, maxRejected: { share: 1 } },
    open: async () => ({
      kind: 'parts',
      label: facts.label,
      fingerprint: undefined,
      columns: undefined,
      modifiedAt: undefined,
      // Each file by itself, so that what is rejected again still says of which it is.
      parts: [...Map.groupBy(rows, ({ file }) => file)].map(([file, own]) => replayed(file, own, cellsOf)),
    }),
  }
}

function replayed(file: string, rows: readonly WaitingRow[], cellsOf: (row: WaitingRow) => Readonly<Record<string, Cell>>): BatchRowSource {
  return {
    kind: 'rows',
    why: 'rejected rows are offered again',
    label: file,
    fingerprint: undefined,
    columns: undefined,
    modifiedAt: undefined,
    async *batches() {
      for (const row of rows) {
        const cells = cellsOf(row)
        yield {
          columns: Object.keys(cells),
          rows: [Object.values(cells)],
          position: () => positionOf(row),
          raw: () => row.raw ?? undefined,
        }
      }
    },
  }
}

function positionOf(row: WaitingRow): SourcePosition {
  return {
    record: row.record,
    ...(row.line === undefined ? {} : { line: row.line }),
    cell: (column) => (Object.hasOwn(row.places, column) ? row.places[column] : undefined),
  }
}
