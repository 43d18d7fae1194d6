import { didYouMean } from '@meshwright/contracts'
import { posix } from 'node:path'
import { FilesError } from './files-error.ts'
import type { FoundFile } from './found-file.ts'
import { unescaped } from './xlsx-cell.ts'
import { meaningOf, type NumberMeaning } from './xlsx-number-format.ts'
import { readXmlPart, type XmlEvents } from './xml-events.ts'
import { entryText, readZipEntries, type ZipEntries } from './zip-entries.ts'

/** A workbook without the cells of its sheets. */
export interface Workbook {
  readonly entries: ZipEntries
  /** In the order of the tabs; `path` is the part that holds it. */
  readonly sheets: readonly { readonly name: string; readonly path: string }[]
  /** Whether day 0 is 1904-01-01. */
  readonly epoch1904: boolean
  /** What numbers mean, by cell style. */
  readonly styles: readonly NumberMeaning[]
  readonly sharedStringsPath: string | undefined
}

export async function readWorkbook(file: FoundFile, signal: AbortSignal): Promise<Workbook> {
  const entries = await readZipEntries(file)
  const part = async (path: string, events: XmlEvents) => {
    const entry = entries.get(path)
    if (entry === undefined) throw new FilesError('xlsx-invalid', `${file.label}: is not an XLSX file: it has no part ${path}`)
    await readXmlPart(entryText(file, entry, signal), events)
  }
  const root = relationEvents('')
  await part('_rels/.rels', root.events)
  const path = root.ofType('officeDocument')[0] ?? 'xl/workbook.xml'
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const relations = relationEvents(folder)
  await part(`${folder}_rels/${path.slice(folder.length)}.rels`, relations.events)

  const sheets: { name: string; path: string }[] = []
  let epoch1904 = false
  await part(path, {
    open(name, attribute) {
      if (name === 'workbookPr') epoch1904 = ['1', 'true'].includes(attribute('date1904') ?? '')
      if (name === 'sheet') sheets.push({ name: attribute('name') ?? '', path: relations.target(attribute('r:id') ?? '') ?? '' })
    },
  })
  const styles: NumberMeaning[] = []
  const stylesPath = relations.ofType('styles')[0]
  if (stylesPath !== undefined && entries.has(stylesPath)) await part(stylesPath, styleEvents(styles))
  const sharedStringsPath = relations.ofType('sharedStrings')[0]
  return {
    entries,
    sheets,
    epoch1904,
    styles,
    sharedStringsPath: sharedStringsPath !== undefined && entries.has(sharedStringsPath) ? sharedStringsPath : undefined,
  }
}

/** The sheet of a name or a number from 1. Throws `sheet-missing`, which names the sheets there are. */
export function chosenSheet(workbook: Workbook, wanted: number | string, label: string): Workbook['sheets'][number] {
  const sheet = typeof wanted === 'number' ? workbook.sheets[wanted - 1] : workbook.sheets.find(({ name }) => name === wanted)
  if (sheet === undefined) {
    const names = workbook.sheets.map(({ name }) => name)
    const known = `its sheets are ${names.map((name, index) => `${index + 1} "${name}"`).join(', ')}`
    throw new FilesError(
      'sheet-missing',
      `${label}: has no sheet ${typeof wanted === 'number' ? `${wanted}; ${known}` : `"${wanted}"${didYouMean(wanted, names, known)}`}`,
    )
  }
  if (!workbook.entries.has(sheet.path))
    throw new FilesError('xlsx-invalid', `${label}: the file has no cells for its sheet "${sheet.name}"`)
  return sheet
}

/** The texts that cells refer to by number; readings (furigana) beside them are left out. */
export async function readSharedStrings(file: FoundFile, workbook: Workbook, signal: AbortSignal): Promise<readonly string[]> {
  const entry = workbook.sharedStringsPath === undefined ? undefined : workbook.entries.get(workbook.sharedStringsPath)
  const strings: string[] = []
  if (entry === undefined) return strings
  let text = ''
  let inText = false
  let inReading = false
  await readXmlPart(entryText(file, entry, signal), {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 'rPh') inReading = true
      else if (name === 't') inText = true
    },
    close(name) {
      if (name === 'si') strings.push(unescaped(text))
      else if (name === 'rPh') inReading = false
      else if (name === 't') inText = false
    },
    text(piece) {
      if (inText && !inReading) text += piece
    },
  })
  return strings
}

function relationEvents(folder: string) {
  const relations: { id: string; type: string; target: string }[] = []
  const events: XmlEvents = {
    open(name, attribute) {
      if (name !== 'Relationship') return
      const target = attribute('Target') ?? ''
      // Only the last word of the type counts: the strict variant of the format has another address before it.
      relations.push({
        id: attribute('Id') ?? '',
        type: (attribute('Type') ?? '').split('/').at(-1) ?? '',
        target: target.startsWith('/') ? target.slice(1) : posix.join(folder, target),
      })
    },
  }
  return {
    events,
    target: (id: string) => relations.find((relation) => relation.id === id)?.target,
    ofType: (type: string) => relations.filter((relation) => relation.type === type).map(({ target }) => target),
  }
}

function styleEvents(styles: NumberMeaning[]): XmlEvents {
  const codes = new Map<number, string>()
  let inCells = false
  return {
    open(name, attribute) {
      if (name === 'numFmt') codes.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '')
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) {
        const id = Number(attribute('numFmtId') ?? 0)
        styles.push(meaningOf(id, codes.get(id)))
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  }
}
