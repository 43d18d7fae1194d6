import type { CheckResult, LoadState, RelationState } from '@meshwright/contracts'
import { checkPhrase, countChecks, statusMark } from './check-summary.ts'
import { dataTable } from './data-table.ts'
import { markup, type Html } from './html.ts'
import type { Page, Section } from './section.ts'
import { byText } from './table.ts'

const ORDER: Readonly<Record<CheckResult['status'], number>> = { failed: 0, error: 1, warned: 2, passed: 3 }
const LAYER_ORDER: Readonly<Record<RelationState['layer'], number>> = { raw: 0, staging: 1, dimension: 2, fact: 3, mart: 4 }

/** What is known about the data behind the page: loads and rejects, checks that did not pass, freshness, every table. */
export function dataState(options: { readonly title?: string } = {}): Section {
  return {
    title: options.title ?? 'State of the data',
    width: 'full',
    about: 'state',
    parts(page) {
      const { format, state } = page
      const checks = [...state.checks].sort(
        (a, b) => ORDER[a.status] - ORDER[b.status] || byText(a.table, b.table) || byText(a.name, b.name),
      )
      const notPassed = checks.filter((check) => check.status !== 'passed')
      const counts = countChecks(checks)
      const loads = [...state.loads].sort((a, b) => byText(a.table, b.table))
      return {
        answer: `${capital(checkPhrase(counts, format))}. ${loadWords(loads, page)}`,
        picture: markup`${notPassed.length > 0 && markup`<h3>Checks to look at</h3><ul class="findings">${notPassed.map((check) => markup`<li>${statusMark(check.status)} <span><strong>${check.table}${check.columns.length > 0 && `.${check.columns.join(', ')}`}</strong> ${check.message}</span></li>`)}</ul>`}
<h3>Loads</h3>${loads.length === 0 ? markup`<p class="empty">Nothing has been loaded yet.</p>` : loadTable(loads, page)}`,
        behind: {
          summary: `Show all ${format.count(state.relations.length)} tables and ${format.count(checks.length)} checks`,
          table: markup`${relationTable(state.relations, page)}${checkTable(checks, page)}`,
        },
        sources: [],
      }
    },
  }
}

/** A name that may break after its underscores. */
const breakable = (name: string): Html => markup`${name.split('_').map((word, index) => markup`${index > 0 && markup`_<wbr>`}${word}`)}`

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function totals(loads: readonly LoadState[]): { read: number; loaded: number; rejected: number; duplicate: number; filtered: number } {
  const of = (name: 'read' | 'loaded' | 'rejected' | 'duplicate' | 'filtered') => loads.reduce((all, load) => all + load.counts[name], 0)
  return { read: of('read'), loaded: of('loaded'), rejected: of('rejected'), duplicate: of('duplicate'), filtered: of('filtered') }
}

function loadWords(loads: readonly LoadState[], page: Page): string {
  if (loads.length === 0) return 'No source has been loaded.'
  const { format } = page
  const all = totals(loads)
  const rest = [
    [all.rejected, 'rejected and kept aside'],
    [all.duplicate, 'duplicate'],
    [all.filtered, 'filtered'],
  ] as const
  const said = rest.filter(([count]) => count > 0).map(([count, word]) => `${format.count(count)} ${word}`)
  return all.loaded === all.read
    ? `All ${format.count(all.read)} rows read were loaded.`
    : `Of ${format.count(all.read)} rows read, ${format.count(all.loaded)} were loaded, ${said.join(', ')}.`
}

function loadTable(loads: readonly LoadState[], page: Page): Html {
  const { format } = page
  const all = totals(loads)
  const filtered = all.filtered > 0
  const count = (value: number) => (value === 0 ? markup`<span class="zero">0</span>` : markup`${format.count(value)}`)
  const numbers = (of: typeof all) =>
    markup`<td class="number">${count(of.read)}</td><td class="number">${count(of.loaded)}</td><td class="number">${count(of.rejected)}</td><td class="number">${count(of.duplicate)}</td>${filtered && markup`<td class="number">${count(of.filtered)}</td>`}`
  return markup`<div class="scroll plain" role="region" tabindex="0" aria-label="Rows read, loaded, rejected and duplicate"><table class="loads"><caption class="unseen">The last load of each source</caption>
<thead><tr><th scope="col">Source</th><th scope="col" class="number">Read</th><th scope="col" class="number">Loaded</th><th scope="col" class="number">Rejected</th><th scope="col" class="number">Duplicate</th>${filtered && markup`<th scope="col" class="number">Filtered</th>`}<th scope="col" class="extra">When</th><th scope="col" class="extra">Source changed</th></tr></thead>
<tbody>${loads.map((load) => markup`<tr><th scope="row">${breakable(load.table)} <small>${breakable(load.label)}</small></th>${numbers(load.counts)}<td class="extra"><time datetime="${load.loadedAt}" title="${format.instant(load.loadedAt)}">${format.ago(load.loadedAt, page.now)}</time></td><td class="extra">${load.modifiedAt === null ? 'not known' : markup`<time datetime="${load.modifiedAt}">${format.day(load.modifiedAt)}</time>`}</td></tr>\n`)}</tbody>
<tfoot><tr><th scope="row">Total</th>${numbers(all)}<td class="extra"></td><td class="extra"></td></tr></tfoot></table></div>`
}

function relationTable(relations: readonly RelationState[], page: Page): Html {
  const { format, state } = page
  const sorted = [...relations].sort((a, b) => LAYER_ORDER[a.layer] - LAYER_ORDER[b.layer] || byText(a.name, b.name))
  return dataTable({
    caption: 'Published tables',
    columns: [
      { head: 'Table' },
      { head: 'Layer' },
      { head: 'Rows', align: 'number' },
      { head: 'Checks' },
      { head: 'Published' },
      { head: 'Owner' },
      { head: 'What it is' },
    ],
    rows: sorted.map((relation) => [
      relation.name,
      relation.layer,
      relation.rows === null ? 'view' : format.count(relation.rows),
      checkPhrase(countChecks(state.checks.filter((check) => check.table === relation.name)), format),
      format.instant(relation.publishedAt),
      relation.owner,
      relation.description,
    ]),
  })
}

function checkTable(checks: readonly CheckResult[], page: Page): Html {
  return dataTable({
    caption: 'Checks',
    columns: [{ head: 'Table' }, { head: 'Check' }, { head: 'Columns' }, { head: 'Result' }, { head: 'What it found' }, { head: 'When' }],
    rows: checks.map((check) => [
      check.table,
      check.name,
      check.columns.join(', '),
      statusMark(check.status),
      check.message,
      page.format.instant(check.checkedAt),
    ]),
  })
}
