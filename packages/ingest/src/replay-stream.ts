import { parseRawCells, type Cell, type JsonValue, type PublishMode, type SourcePosition, type Stream } from '@meshwright/contracts'

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
 * again, whatever the stream allows. `mended` are cells that somebody has corrected, by row.
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
  const cellsOf = (row: WaitingRow): Readonly<Record<string, Cell>> => facts.mended.get(row) ?? parseRawCells(row.cells ?? '{}')
  return {
    ...stream,
    origin: facts.origin,
    load: { ...stream.load, mode: facts.mode, maxRejected: { share: 1 } },
    open: async () => ({
      kind: 'rows',
      why: 'rejected rows are offered again',
      label: facts.label,
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
    }),
  }
}

function positionOf(row: WaitingRow): SourcePosition {
  return {
    record: row.record,
    ...(row.line === undefined ? {} : { line: row.line }),
    cell: (column) => row.places[column],
  }
}
