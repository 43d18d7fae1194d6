import type { FoundFile } from './found-file.ts'
import { parseArea, type Area } from './xlsx-area.ts'
import type { SheetValue } from './xlsx-cell.ts'
import type { SheetRow } from './xlsx-rows.ts'
import type { Workbook } from './xlsx-workbook.ts'
import { readXmlPart } from './xml-events.ts'
import { entryText } from './zip-entries.ts'

/** The merged cells of a sheet. The file names them after its rows, so this is a pass of its own. */
export async function mergedAreas(file: FoundFile, workbook: Workbook, path: string, signal: AbortSignal): Promise<readonly Area[]> {
  const entry = workbook.entries.get(path)
  const areas: Area[] = []
  if (entry === undefined) return areas
  await readXmlPart(entryText(file, entry, signal), {
    open(name, attribute) {
      const area = name === 'mergeCell' ? parseArea(attribute('ref') ?? '') : undefined
      if (area !== undefined) areas.push(area)
    },
  })
  return areas
}

/** Gives each cell of a merged area the value of its first one. Rows are to be filled in their order. */
export class MergedFill {
  readonly #waiting: Area[]
  #open: { readonly area: Area; readonly value: SheetValue | undefined }[] = []

  constructor(areas: readonly Area[]) {
    this.#waiting = areas.toSorted((a, b) => b.firstRow - a.firstRow)
  }

  fill({ row, values }: SheetRow): SheetRow {
    this.#open = this.#open.filter(({ area }) => area.lastRow >= row)
    for (let next = this.#waiting.at(-1); next !== undefined && next.firstRow <= row; next = this.#waiting.at(-1)) {
      this.#waiting.pop()
      // An area whose first row is not there has no value.
      if (next.lastRow >= row) this.#open.push({ area: next, value: next.firstRow === row ? values[next.firstColumn - 1] : undefined })
    }
    if (this.#open.length === 0) return { row, values }
    const filled = [...values]
    for (const { area, value } of this.#open)
      if (value !== undefined) for (let column = area.firstColumn; column <= area.lastColumn; column++) filled[column - 1] ??= value
    return { row, values: filled }
  }
}
