import type { FoundFile } from './found-file.ts'
import { columnNumber } from './xlsx-area.ts'
import { sheetValue, type SheetValue } from './xlsx-cell.ts'
import type { Workbook } from './xlsx-workbook.ts'
import { readXml, type XmlEvents } from './xml-events.ts'
import { entryText } from './zip-entries.ts'

/** A row of a sheet that has at least one cell with a value. Cells that are not there are undefined. */
export interface SheetRow {
  /** 1-based, as the sheet shows it. */
  readonly row: number
  readonly values: readonly (SheetValue | undefined)[]
}

/** The rows of a sheet as they are read, in groups as they come off the disk. */
export async function* sheetRows(
  file: FoundFile,
  workbook: Workbook,
  path: string,
  sharedStrings: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly SheetRow[]> {
  const entry = workbook.entries.get(path)
  if (entry === undefined) return
  const rows = new RowEvents(workbook, sharedStrings)
  yield* readXml(entryText(file, entry, signal), rows, () => rows.take())
}

class RowEvents implements XmlEvents {
  readonly #workbook: Workbook
  readonly #sharedStrings: readonly string[]
  #done: SheetRow[] = []
  #row = 0
  #column = 0
  #values: SheetValue[] = []
  #cell: { type: string; style: number } | undefined
  #value: string | undefined
  #inline: string | undefined
  #formula = false
  #into: 'value' | 'inline' | undefined
  #inReading = false

  constructor(workbook: Workbook, sharedStrings: readonly string[]) {
    this.#workbook = workbook
    this.#sharedStrings = sharedStrings
  }

  take(): (readonly SheetRow[])[] {
    if (this.#done.length === 0) return []
    const done = this.#done
    this.#done = []
    return [done]
  }

  open(name: string, attribute: (name: string) => string | undefined): void {
    switch (name) {
      case 'row':
        this.#row = Number(attribute('r') ?? this.#row + 1)
        this.#column = 0
        this.#values = []
        break
      case 'c': {
        const place = attribute('r')
        this.#column = place === undefined ? this.#column + 1 : columnNumber(place)
        this.#cell = { type: attribute('t') ?? 'n', style: Number(attribute('s') ?? 0) }
        this.#value = undefined
        this.#inline = undefined
        this.#formula = false
        break
      }
      case 'f':
        this.#formula = true
        break
      case 'v':
        this.#value = ''
        this.#into = 'value'
        break
      case 'rPh':
        this.#inReading = true
        break
      case 't':
        this.#inline ??= ''
        this.#into = 'inline'
    }
  }

  text(text: string): void {
    if (this.#into === 'value') this.#value += text
    else if (this.#into === 'inline' && !this.#inReading) this.#inline += text
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#into = undefined
    else if (name === 'rPh') this.#inReading = false
    else if (name === 'c' && this.#cell !== undefined) {
      const { type, style } = this.#cell
      const meaning = this.#workbook.styles[style] ?? 'number'
      const value = sheetValue(
        { type, value: this.#value, inline: this.#inline, formula: this.#formula, meaning },
        this.#sharedStrings,
        this.#workbook.epoch1904,
      )
      if (value !== null) this.#values[this.#column - 1] = value
      this.#cell = undefined
    } else if (name === 'row' && this.#values.length > 0) this.#done.push({ row: this.#row, values: this.#values })
  }
}
