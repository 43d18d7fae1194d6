import { crc32, deflateRawSync } from 'node:zlib'

/** A cell as its XML: what no writing library lets one write (errors, formulas without a result, exact number texts). */
export interface XmlCell {
  readonly type?: 's' | 'str' | 'b' | 'e' | 'd' | 'n' | 'inlineStr'
  readonly value?: string
  readonly style?: number
  readonly formula?: string
}
export type TestCell = string | XmlCell | null
export interface TestSheet {
  readonly name: string
  readonly rows: readonly (readonly TestCell[] | undefined)[]
  readonly merged?: readonly string[]
}

/** The styles of `writeXlsx`: 0 plain, 1 date, 2 date and time, 3 a format with quoted letters, 4 elapsed hours. */
const FORMATS = [0, 14, 164, 165, 46]

/** A small XLSX file. Texts are shared strings; an undefined row is left out, as programs leave out empty rows. */
export function writeXlsx(sheets: readonly TestSheet[], options: { readonly date1904?: boolean; readonly method?: 0 | 8 } = {}): Buffer {
  const shared: string[] = []
  const cellXml = (cell: TestCell, place: string) => {
    if (cell === null) return ''
    if (typeof cell === 'string') {
      shared.push(cell)
      return `<c r="${place}" t="s"><v>${shared.length - 1}</v></c>`
    }
    const { type = 'n', style = 0, formula, value } = cell
    const body =
      type === 'inlineStr'
        ? `<is><t xml:space="preserve">${xmlText(value ?? '')}</t></is>`
        : value === undefined
          ? ''
          : `<v>${xmlText(value)}</v>`
    return `<c r="${place}" t="${type}" s="${style}">${formula === undefined ? '' : `<f>${xmlText(formula)}</f>`}${body}</c>`
  }
  const sheetXml = ({ rows, merged = [] }: TestSheet) =>
    `<worksheet xmlns="${MAIN}"><sheetData>${rows
      .map((row, index) =>
        row === undefined
          ? ''
          : `<row r="${index + 1}">${row.map((cell, column) => cellXml(cell, `${letters(column)}${index + 1}`)).join('')}</row>`,
      )
      .join(
        '',
      )}</sheetData>${merged.length === 0 ? '' : `<mergeCells>${merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`}</worksheet>`
  const parts = sheets.map((sheet, index) => [`xl/worksheets/sheet${index + 1}.xml`, sheetXml(sheet)] as const)
  const relation = (id: string, type: string, target: string) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`
  return zip(
    [
      ['_rels/.rels', `<Relationships xmlns="${RELATIONS}">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`],
      [
        'xl/workbook.xml',
        `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr${options.date1904 ? ' date1904="1"' : ''}/><sheets>${sheets
          .map(({ name }, index) => `<sheet name="${xmlText(name)}" sheetId="${index + 1}" r:id="s${index + 1}"/>`)
          .join('')}</sheets></workbook>`,
      ],
      [
        'xl/_rels/workbook.xml.rels',
        `<Relationships xmlns="${RELATIONS}">${sheets.map((_, index) => relation(`s${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`)).join('')}${relation('t', 'sharedStrings', 'sharedStrings.xml')}${relation('y', 'styles', '/xl/styles.xml')}</Relationships>`,
      ],
      [
        'xl/styles.xml',
        `<styleSheet xmlns="${MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/><numFmt numFmtId="165" formatCode="#,##0.00 &quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${FORMATS.map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`,
      ],
      ...parts,
      [
        'xl/sharedStrings.xml',
        `<sst xmlns="${MAIN}">${shared.map((text) => `<si><t xml:space="preserve">${xmlText(text)}</t></si>`).join('')}</sst>`,
      ],
    ],
    options.method ?? 8,
  )
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** Text as spreadsheets write it: what XML cannot hold, and what would look like that, as `_x0001_`. */
function xmlText(text: string): string {
  const escaped = text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(/[\u0000-\u0008\u000b-\u001f]/g, (char) => `_x${char.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`)
  return escaped.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const letters = (index: number): string => (index >= 26 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))

/** The same archive with the sizes and offsets of its directory in ZIP64 fields. */
export function withWideSizes(archive: Buffer): Buffer {
  const end = archive.length - 22
  const start = archive.readUInt32LE(end + 16)
  const entries: Buffer[] = []
  for (let at = start; at < end;) {
    const nameLength = archive.readUInt16LE(at + 28)
    const head = Buffer.from(archive.subarray(at, at + 46 + nameLength))
    const extra = Buffer.alloc(28)
    extra.writeUInt16LE(1, 0)
    extra.writeUInt16LE(24, 2)
    for (const [index, field] of [24, 20, 42].entries()) {
      extra.writeBigUInt64LE(BigInt(head.readUInt32LE(field)), 4 + 8 * index)
      head.writeUInt32LE(0xffffffff, field)
    }
    head.writeUInt16LE(extra.length, 30)
    entries.push(head, extra)
    at += 46 + nameLength
  }
  const directory = Buffer.concat(entries)
  const wideEnd = Buffer.alloc(56)
  wideEnd.writeUInt32LE(0x06064b50, 0)
  wideEnd.writeBigUInt64LE(44n, 4)
  wideEnd.writeBigUInt64LE(BigInt(directory.length), 40)
  wideEnd.writeBigUInt64LE(BigInt(start), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(start + directory.length), 8)
  const tail = Buffer.from(archive.subarray(end))
  tail.writeUInt32LE(0xffffffff, 12)
  tail.writeUInt32LE(0xffffffff, 16)
  return Buffer.concat([archive.subarray(0, start), directory, wideEnd, locator, tail])
}

/** A ZIP archive of text parts, stored (0) or deflated (8). */
export function zip(parts: readonly (readonly [name: string, text: string])[], method: 0 | 8 = 8): Buffer {
  const local: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of parts) {
    const content = Buffer.from(text)
    const data = method === 8 ? deflateRawSync(content) : content
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(method, 4)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    local.push(Buffer.from('PK\x03\x04'), common, Buffer.from(name), data)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, rest, Buffer.from(name))
    offset += 30 + Buffer.byteLength(name) + data.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...local, ...directory, end])
}
