import { markup, type Html, type HtmlValue } from './html.ts'

export interface TableColumn {
  readonly head: string
  readonly align?: 'number'
}

/** A table for reading: a caption, column heads, the first cell of each row as its head, totals at the foot. */
export interface DataTable {
  readonly caption: string
  readonly columns: readonly TableColumn[]
  readonly rows: readonly (readonly HtmlValue[])[]
  readonly foot?: readonly HtmlValue[] | undefined
  /** Said below: what was left out, and where it is. */
  readonly note?: string | undefined
}

/** More rows than this are not shown on a page; the note says how many there are. */
const ROW_LIMIT = 500

const kind = (column: TableColumn | undefined): Html | false => column?.align === 'number' && markup` class="number"`

function cells(row: readonly HtmlValue[], columns: readonly TableColumn[]): Html[] {
  return row.map((value, index) =>
    index === 0 ? markup`<th scope="row"${kind(columns[0])}>${value}</th>` : markup`<td${kind(columns[index])}>${value}</td>`,
  )
}

/** Wide tables scroll inside their own frame, which the keyboard reaches; the page never does. */
export function dataTable(table: DataTable): Html {
  const { columns } = table
  const shown = table.rows.slice(0, ROW_LIMIT)
  const left = table.rows.length - shown.length
  const note = [left > 0 ? `${left} more rows are not shown.` : '', table.note ?? ''].filter((text) => text !== '').join(' ')
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${table.caption}"><table><caption>${table.caption}</caption>
<thead><tr>${columns.map((column) => markup`<th scope="col"${kind(column)}>${column.head}</th>`)}</tr></thead>
<tbody>${shown.map((row) => markup`<tr>${cells(row, columns)}</tr>\n`)}</tbody>${
    table.foot &&
    markup`
<tfoot><tr>${cells(table.foot, columns)}</tr></tfoot>`
  }</table></div>${note !== '' && markup`<p class="note">${note}</p>`}`
}

/** What a section shows instead of a picture when its table holds no rows. */
export function nothingToShow(table: string): Html {
  return markup`<p class="empty">No rows: <code>${table}</code> is empty. The picture appears with the next load that brings some.</p>`
}
