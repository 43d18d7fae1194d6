import type { Change, Effect, ManifestDiff } from '@meshwright/contracts'
import type { Paint } from './terminal.ts'
import { counted, textTable } from './text-table.ts'

const COLOURS = { breaking: 'red', meaning: 'yellow', safe: 'green' } as const
const WORST: readonly Effect[] = ['breaking', 'meaning', 'safe']

/** The worse of what a change does to readers and to writers. */
const worst = ({ readers, writers }: Change): Effect => WORST.find((effect) => readers === effect || writers === effect) ?? 'safe'

/** What a change is, in words: `type widened: decimal(12,2) → decimal(14,2)`. */
export function changeWords({ kind, old, new: now }: Pick<Change, 'kind' | 'old' | 'new'>): string {
  const values = old === null ? (now ?? '') : now === null ? old : `${old} → ${now}`
  return `${kind.replaceAll('-', ' ')}${values === '' ? '' : `: ${values}`}`
}

/** What of some tables breaks readers, and which version says so; nothing where nothing is known of them. */
export function breakingLine(tables: readonly string[], changes: ManifestDiff | undefined): string {
  if (tables.length === 0 || changes === undefined) return ''
  const broken = changes.changes.filter(({ readers, table }) => readers === 'breaking' && tables.includes(table))
  const said = [...new Set(broken.map(({ table, column }) => `${table}${column === null ? '' : `.${column}`}`))].join(', ') || 'none'
  return `breaking for readers: ${said} · next version: ${changes.step}\n`
}

/** Whom it breaks, and why. */
function reason(change: Change): string {
  const hurt = (['readers', 'writers'] as const).filter((who) => change[who] === worst(change))
  return change.readers === 'safe' && change.writers === 'safe' ? change.why : `for ${hurt.join(' and ')}: ${change.why}`
}

/** A diff for people: each change with whom it breaks, whom it reaches, and which versions say so. */
export function changeLines(diff: ManifestDiff, paint: Paint): string {
  if (diff.changes.length === 0) return 'No contract, model, source or check changed.\n'
  const sorted = diff.changes.toSorted((a, b) => WORST.indexOf(worst(a)) - WORST.indexOf(worst(b)))
  const changes = sorted.map((change) => [
    paint(COLOURS[worst(change)], worst(change)),
    `${change.table}${change.column === null ? '' : `.${change.column}`}`,
    changeWords(change),
    reason(change),
  ])
  const affected = diff.affected.map(({ table, owner, columns, from }) => [
    table,
    columns.length === 0 ? 'its rows' : columns.join(', '),
    `owner ${owner}`,
    `from ${from.join(', ')}`,
  ])
  const breaking = (who: 'readers' | 'writers') => diff.changes.filter((change) => change[who] === 'breaking').length
  const undeclared = diff.undeclared.map(({ table, version, next }) =>
    next === null
      ? `${table}: version ${version} is gone. Keep it until its readers have moved: give it a deprecation with a date, and remove it then.\n`
      : `${table}: readers were promised version ${version}. Offer this as version: ${next}, or take the change back.\n`,
  )
  return [
    textTable(changes),
    affected.length === 0 ? '' : `\n${paint('bold', 'reaches')}\n${textTable(affected, [], '  ')}`,
    `\n${counted(diff.changes.length, 'change')}: ${breaking('readers')} breaking for readers, ${breaking('writers')} for writers · next version of ${diff.new.project}: ${diff.step}\n`,
    ...undeclared,
  ].join('')
}
